/** Runs a benchmark as the program itself is run, bundled: `npm run bench -- places`. */
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const names = ["engine", "engine-latency", "hand-over", "isolation", "places", "transports", "write"]
const [name = ""] = process.argv.slice(2)
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

if (!names.includes(name)) {
  console.error(`name one of ${names.join(", ")}: npm run bench -- ${names.at(-1)}`)
  process.exit(2)
}

const outfile = at(`../../dist/bench/${name}.js`)
await build({
  entryPoints: [at(`${name}.ts`)],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  external: ["esbuild"],
  banner: {
    js: 'import{createRequire as millraceRequire}from"node:module";const require=millraceRequire(import.meta.url);'
  },
  logLevel: "warning"
})
await import(outfile)
