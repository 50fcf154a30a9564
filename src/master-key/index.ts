export { changeMasterKey } from './change.ts'
export {
  keepMasterKey,
  prepareMasterKey,
  readMasterKey,
  settleMasterKey,
} from './file.ts'
export { opensWith, openVault } from './proof.ts'
export { sealedTables } from './sealed-columns.ts'
