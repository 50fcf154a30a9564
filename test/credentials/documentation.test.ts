import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url))

/** What a front file exports, with the sentence that stands before it. */
function exportsOf(folder: string): { name: string; documented: boolean; callable: boolean }[] {
  const front = `${SOURCE}/${folder}/index.ts`
  const program = ts.createProgram([front], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  })
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(front)
  const module = file && checker.getSymbolAtLocation(file)
  if (!module) throw new Error(`${front} exports nothing.`)
  return checker.getExportsOfModule(module).map((alias) => {
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias
    const documentation = ts.displayPartsToString(symbol.getDocumentationComment(checker))
    return {
      name: alias.name,
      documented: documentation.trim().length > 0,
      callable: (symbol.flags & ts.SymbolFlags.Function) !== 0,
    }
  })
}

for (const folder of ['credentials', 'verification']) {
  t.test(`everything that ${folder}/ exports says what it is`, async (t) => {
    const exported = exportsOf(folder)
    t.ok(
      exported.some(({ callable }) => callable),
      'there are functions',
    )
    const silent = exported.filter(({ documented }) => !documented).map(({ name }) => name)
    t.same(silent, [])
  })
}
