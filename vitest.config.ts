import { defineConfig } from "vitest/config"

const alone = "test/**/*.alone.test.ts"

const common = { globalSetup: ["test/setup/build.ts"], testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    maxWorkers: 3,
    minWorkers: 1,
    projects: [
      {
        test: {
          ...common,
          name: "tests",
          include: ["test/**/*.test.ts"],
          exclude: [alone],
          sequence: { groupOrder: 1 }
        }
      },
      {
        // what is measured here needs the cores for itself
        test: {
          ...common,
          name: "alone",
          include: [alone],
          sequence: { groupOrder: 2 },
          poolOptions: { forks: { singleFork: true } }
        }
      }
    ]
  }
})
