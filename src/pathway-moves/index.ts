export {
  askForMoves,
  askForMovesBy,
  askForMovesByAttendance,
  MOVES_TASK,
  movesPathways,
} from './ask.ts'
