import { existsSync } from "node:fs"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"

const executable = process.env.CHROMIUM ?? "/usr/bin/chromium"

export const isThere = existsSync(executable)

/** Why tests in a browser are left out; where they must run, they fail instead. */
export const whyNot = `no Chromium at ${executable}: install it (Debian: apt-get install chromium) or name it in CHROMIUM`

export const mustRun = process.env.CI === "true"

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-dev-shm-usage"] })

export interface Opened {
  readonly page: Page
  /** All that it asked for, itself among them. */
  readonly requests: ReadonlyArray<string>
  /** Of its console, and errors that nobody caught. */
  readonly complaints: ReadonlyArray<string>
}

/** A file as a reader opens it, with no network to fall back on. */
export const open = async (browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Opened> => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const requests: Array<string> = []
  const complaints: Array<string> = []
  page.on("request", (request) => requests.push(request.url()))
  page.on("console", (message) => complaints.push(message.text()))
  page.on("pageerror", (error) => complaints.push(error.message))
  await page.goto(`file://${path}`)
  return { page, requests, complaints }
}
