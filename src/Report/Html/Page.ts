import { createHash } from "node:crypto"
import { html, type Markup, raw } from "./Markup.ts"
import { script } from "./Script.ts"
import { style } from "./Style.ts"

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** Nothing is loaded, from nowhere; what runs and what styles is what stands here. */
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

export interface Content {
  readonly title: string
  /** What stands below the title. */
  readonly terms: string | Markup
  readonly main: Markup
  /** Of Millrace, which raced. */
  readonly versions: ReadonlyArray<string>
}

/** A whole document. */
export const page = ({ main, terms, title, versions }: Content): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} · Millrace</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<p class="brand">Millrace</p>
<h1>${title}</h1>
<p class="terms">${terms}</p>
</header>
<main>
${main}
</main>
<footer><p>Made by Millrace ${[...new Set(versions)].join(", ")}. This page loads nothing and sends nothing.</p></footer>
<script>${raw(script)}</script>
</body>
</html>
`.html
