import { execFileSync } from "node:child_process"

/** Child processes run from `dist`: Node 20 does not run TypeScript. */
export default () => {
  execFileSync("npm", ["run", "--silent", "bundle"], { stdio: "inherit" })
}
