import * as Settings from "../domain/Settings.ts"
import type { Strategy } from "../Strategy.ts"

/** What a law is tried with: so many items and these settings, and what happens meanwhile. */
export interface Case {
  readonly items: number
  readonly settings: Settings.Settings
  /** As shown to users: the settings that the strategy uses, and what happens meanwhile. */
  readonly name: string
}

const tried: Readonly<Record<Settings.Setting, ReadonlyArray<number>>> = {
  concurrency: [1, 2, 8],
  batch: [1, 2, 25],
  workers: [1, 2]
}

/** Every combination over what the strategy uses, the smaller ones first. */
export const settingsOf = ({ defaults, uses }: Strategy): ReadonlyArray<Settings.Settings> =>
  Settings.Setting.literals
    .filter((setting) => uses.includes(setting))
    .reduce<ReadonlyArray<Settings.Settings>>(
      (all, setting) => all.flatMap((settings) => tried[setting].map((value) => ({ ...settings, [setting]: value }))),
      [{ ...Settings.defaults, ...defaults }]
    )

export const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`

/** `concurrency 1, batch 2`. */
export const named = ({ uses }: Strategy, settings: Settings.Settings): string =>
  Settings.Setting.literals
    .filter((setting) => uses.includes(setting))
    .map((setting) => `${setting} ${settings[setting]}`)
    .join(", ")

/** Every size with every combination, in ascending order, so that the first that breaks a law is the smallest. */
export const over = (strategy: Strategy, sizes: ReadonlyArray<number>): ReadonlyArray<Case> =>
  sizes.flatMap((items) =>
    settingsOf(strategy).map((settings) => ({
      items,
      settings,
      name: [counted(items, "item"), named(strategy, settings)].filter((part) => part !== "").join(", ")
    }))
  )
