declare module "@aws-lite/dynamodb" {
  const plugin: unknown
  export default plugin
}
