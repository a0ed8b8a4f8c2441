import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Browser } from "playwright-core"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Comparison from "../../src/Report/Html/Comparison.ts"
import { render } from "../../src/Report/Html.ts"
import * as Chromium from "../setup/Chromium.ts"
import { flightOf, flown, renamed } from "./Html/flown.ts"
import * as inPage from "./Html/inPage.ts"
import { contestant, crashed, factored, lap, lineUp, partial, race, troubled } from "./staged.ts"

const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(2)>`,
  `' onpointerover='alert(3)`,
  `</title></style><svg onload=alert(4)>`,
  `\u202egnp.exe\u0007\u001b[31m`,
  "=cmd|' /C calc'!A0",
  "{a|b}{value}%s",
  "&lt;b&gt; ]]> <!--",
  "ünï-nämé\nnext"
]

const malicious: RaceResult = {
  ...renamed(flown, (_, index) => hostile[index % hostile.length] ?? ""),
  command: `millrace race --strategy '</pre><script>alert(5)</script>'`,
  environment: { ...flown.environment, cpu: "<b>CPU</b>", host: `"><script>alert(6)</script>`, backend: "endpoint" }
}

const compared = Comparison.render([
  { label: "before", result: flown },
  { label: "after", result: troubled }
])

/** With labels that a browser would take for more. */
const named = Comparison.render(hostile.slice(0, 5).map((label) => ({ label, result: malicious })))

const pages = [
  ["one", render(flown)],
  ["several", compared]
] as const

const contents = (tag: string, page: string): ReadonlyArray<string> =>
  [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))].map(([, text]) => text ?? "")
const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

describe("Html", () => {
  it.each(pages)("allows what stands in it, by its hash, and nothing else: %s", (_, page) => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ""
    const [style, ...styles] = contents("style", page)
    const [script, ...scripts] = contents("script", page)
    assert.deepStrictEqual([...styles, ...scripts], [])
    assert.deepStrictEqual(policy.split("; "), [
      "default-src 'none'",
      `style-src ${hash(style ?? "")}`,
      `script-src ${hash(script ?? "")}`,
      "base-uri 'none'",
      "form-action 'none'"
    ])
    assert.notMatch(page, / style="| on\w+="|https?:\/\/|<link|<img|@import|url\(/)
  })

  it("says who won, what to do, under what conditions, and how to race again", () => {
    const page = render(flown)
    for (const words of [
      "Verdict",
      "What to do now",
      "times faster than",
      "latency p50 7.55 ms p99 16.2 ms",
      "AWS SDK 3.1169.0, undici 7.30.2",
      "millrace race --rounds 6",
      "limited by client CPU (98% of a core",
      "the embedded DynamoDB was the limit",
      "per million"
    ]) {
      assert.include(page, words)
    }
  })

  it("weighs less than a megabyte with twelve contestants", () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      contestant(`model-${index}:concurrency=1024`, {
        in_flight_max: 1024,
        flight: flightOf({ slots: 32, requests: 500, requestMs: 8, throttledEvery: 5 }),
        laps: [lap(1, 1000 + index)]
      })
    )
    assert.isBelow(Buffer.byteLength(render(race(many, []))), 1_000_000)
  })

  it("renders every race that there can be", () => {
    const none = race([], [])
    for (const result of [lineUp, troubled, partial, crashed, none, race([contestant("alone")], [])]) {
      assert.notMatch(render(result), /NaN|undefined|\[object|Infinity/)
    }
    assert.include(render(troubled), "VOID: ")
  })
})

describe.skipIf(!Chromium.isThere && !Chromium.mustRun)("Html in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-html-"))
  let browser: Browser
  const fileOf = (name: string, page: string): string => {
    const path = join(folder, name)
    writeFileSync(path, page)
    return path
  }
  const opened = (page: string, width = 1280, colorScheme: "light" | "dark" = "light") =>
    Chromium.open(browser, fileOf("race.html", page), { viewport: { width, height: 900 }, colorScheme })

  beforeAll(async () => {
    browser = await Chromium.launch()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(pages)("asks for nothing but itself and complains of nothing: %s", async (_, text) => {
    const { complaints, page, requests } = await opened(text)
    assert.strictEqual(requests.length, 1)
    assert.deepStrictEqual(complaints, [])
    assert.strictEqual(await page.locator("script").count(), 1)
    await page.context().close()
  })

  it("has the marks of every chart, and shows what each says when it is pointed at", async () => {
    const { complaints, page } = await opened(render(flown))
    const figures = await page.locator("figure").all()
    assert.strictEqual(figures.length, 8)
    for (const figure of figures) {
      const marks = figure.locator("svg:visible [data-tip]")
      assert.isAtLeast(await marks.count(), flown.contestants.length)
      const mark = marks.nth(2)
      await mark.scrollIntoViewIfNeeded()
      // Scrolling hides what was said before, a frame later.
      await page.evaluate(inPage.twoFramesLater)
      const box = await mark.boundingBox()
      assert.isNotNull(box)
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
      const said = await page.locator("#tip").textContent()
      assert.include(await marks.evaluateAll((all) => all.map((each) => each.getAttribute("data-tip"))), said)
      assert.isTrue(await page.locator("#tip").isVisible())
    }
    await page.mouse.move(2, 2)
    assert.isFalse(await page.locator("#tip").isVisible())
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("says the same to those who have a keyboard alone", async () => {
    const { page } = await opened(render(flown))
    const chart = page.locator("#throughput svg:visible")
    const tips = await chart
      .locator("[data-tip]")
      .evaluateAll((all) => all.map((each) => each.getAttribute("data-tip")))
    await chart.focus()
    const said: Array<string | null> = []
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) {
      await page.keyboard.press(key)
      said.push(await page.locator("#tip").textContent())
    }
    assert.deepStrictEqual(said, [tips[0], tips[1], tips[0]])
    await page.keyboard.press("Escape")
    assert.isFalse(await page.locator("#tip").isVisible())
    await page.context().close()
  })

  it.each([360, 768, 1280])(
    "is never wider than a screen of %d pixels, and shows one form of each chart",
    async (width) => {
      for (const text of [...[flown, malicious, troubled, factored].map((result) => render(result)), compared, named]) {
        const { page } = await opened(text, width)
        assert.isAtMost(await page.evaluate<number>(inPage.width), width)
        const figures = await page.locator("figure").count()
        assert.strictEqual(await page.locator("figure svg:visible").count(), figures)
        assert.strictEqual(await page.locator(`figure svg.${width < 680 ? "narrow" : "wide"}:visible`).count(), figures)
        await page.context().close()
      }
    }
  )

  it("keeps its letters inside their charts", async () => {
    for (const width of [360, 1280]) {
      const { page } = await opened(render(flown), width)
      const outside = await page.locator("figure svg:visible").evaluateAll((charts) =>
        charts.flatMap((chart) => {
          const edge = chart.getBoundingClientRect()
          return [...chart.querySelectorAll("text")]
            .filter((text) => {
              const box = text.getBoundingClientRect()
              return box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1
            })
            .map(({ textContent }) => textContent)
        })
      )
      assert.deepStrictEqual(outside, [])
      await page.context().close()
    }
  })

  it.each(["light", "dark"] as const)("can be read in %s", async (scheme) => {
    for (const [, text] of pages) {
      const { page } = await opened(text, 1280, scheme)
      assert.deepStrictEqual(await page.evaluate(inPage.tooPale), [])
      const [red = 0] = (await page.evaluate<string>(inPage.ground)).match(/\d+/g) ?? []
      assert.strictEqual(Number(red) < 128, scheme === "dark")
      await page.context().close()
    }
  })

  it.each(pages)("is light on paper, and as wide as it: %s", async (_, text) => {
    const { page } = await opened(text, 688, "dark")
    await page.emulateMedia({ media: "print" })
    assert.strictEqual(await page.evaluate(inPage.ink), "rgb(29, 36, 48)")
    assert.isAtMost(await page.evaluate<number>(inPage.width), 688)
    assert.strictEqual(await page.locator("figure svg.narrow:visible").count(), 0)
    await page.context().close()
  })

  it("shows names that would be more as what they are", async () => {
    const { complaints, page, requests } = await opened(render(malicious))
    assert.deepStrictEqual(complaints, [])
    assert.strictEqual(requests.length, 1)
    assert.strictEqual(await page.locator("script").count(), 1)
    assert.strictEqual(await page.locator("img, b, iframe, [onpointerover], [onload], [onerror]").count(), 0)
    const names = await page.locator("tbody th").allTextContents()
    assert.include(names, "=cmd|' /C calc'!A0")
    assert.include(names, "\\u{202e}gnp.exe\\u{7}\\u{1b}[31m")
    assert.include(names.join(), "<script>alert(1)</script>")
    assert.include(await page.locator("pre").textContent(), "</pre><script>alert(5)</script>")
    await page.context().close()
  })

  it("shows labels that would be more as what they are, where a link to each result leads to it", async () => {
    const { complaints, page, requests } = await opened(named)
    assert.deepStrictEqual(complaints, [])
    assert.strictEqual(requests.length, 1)
    assert.strictEqual(await page.locator("script").count(), 1)
    assert.strictEqual(await page.locator("img, b, iframe, [onpointerover], [onload], [onerror]").count(), 0)
    assert.deepStrictEqual(
      await page.locator("article > h2").allTextContents(),
      await page.locator("thead a").allTextContents()
    )
    assert.include(await page.locator("article > h2").allTextContents(), "<script>alert(1)</script>")
    await page.locator("thead a").last().click()
    assert.isAtMost((await page.locator("article").last().boundingBox())?.y ?? 900, 1)
    await page.context().close()
  })
})

if (!Chromium.isThere) {
  process.emitWarning(Chromium.whyNot)
  it.skip(Chromium.whyNot, () => {})
}
