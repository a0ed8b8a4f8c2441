import * as Child from "./DynamoDB/Embedded/Child.ts"
import * as MemoryEngine from "./DynamoDB/Memory/MemoryEngine.ts"

Child.serve(MemoryEngine.make())
