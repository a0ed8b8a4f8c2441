declare module "jstat" {
  const jStat: {
    readonly studentt: {
      readonly cdf: (t: number, degreesOfFreedom: number) => number
      readonly inv: (p: number, degreesOfFreedom: number) => number
    }
  }
  export default jStat
}
