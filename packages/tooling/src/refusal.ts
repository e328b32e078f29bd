/** Something the person at the terminal can put right: shown as a sentence, without a stack. */
export class Refusal extends Error {}

/** Ends the process with the sentence of a Refusal, or the whole of any other error. */
export function giveUp(error: unknown): never {
  console.error(error instanceof Refusal ? `\n${error.message}` : error)
  process.exit(1)
}
