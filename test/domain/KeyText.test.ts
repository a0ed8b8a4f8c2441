import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"
import { parseKey, parseTypes } from "../../src/domain/KeyText.ts"

const problem = <A>(result: Either.Either<A, string>) => Either.getOrElse(Either.flip(result), () => "no problem")

describe("KeyText", () => {
  it("reads one or two attributes, strings where no type is said", () => {
    assert.deepStrictEqual(parseKey("Title"), Either.right({ partition: { name: "Title", type: "S" } }))
    assert.deepStrictEqual(
      parseKey("US Gross:N, a:b:B"),
      Either.right({ partition: { name: "US Gross", type: "N" }, sort: { name: "a:b", type: "B" } })
    )
  })

  it("says what is wrong with a key", () => {
    assert.include(problem(parseKey("")), "names no attribute")
    assert.include(problem(parseKey("a,")), "names no attribute")
    assert.include(problem(parseKey("a:number")), '"number" in "a:number" is no type')
    assert.include(problem(parseKey("a:BOOL")), "is no type")
    assert.include(problem(parseKey("a,b,c")), "names 3 attributes, a key has one or two")
    assert.include(problem(parseKey("a,a:N")), "names a twice")
  })

  it("reads the types of columns", () => {
    assert.deepStrictEqual(parseTypes("lat:N,open:BOOL"), Either.right({ lat: "N", open: "BOOL" }))
    assert.include(problem(parseTypes("lat")), '"lat" says no type')
    assert.include(problem(parseTypes("lat:F")), '"F" in "lat:F" is no type')
  })
})
