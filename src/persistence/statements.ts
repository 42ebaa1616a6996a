import type { Tx } from './database'

/** What a statement's question marks can stand for. */
export type Value = string | number | boolean | Date | null

/**
 * Plain SQL within one transaction, the same text for both databases: for what is written by the thousand, where
 * Prisma's work for each value costs more than the database's own.
 *
 * Statements are carried out in the order in which they are made, awaited or not, so that the database need not wait
 * for the next one; whoever makes several awaits them all. After one that fails nothing is stored.
 */
export interface Statements {
  /** The rows that a SELECT finds, with times as Date and yes or no as boolean. */
  select<Row>(sql: string, values: readonly Value[]): Promise<Row[]>
  /** How many rows an INSERT, UPDATE or DELETE has found. */
  run(sql: string, values: readonly Value[]): Promise<number>
}

/** Statements within a transaction of Prisma's, for the embedded database: its connection belongs to Prisma. */
export function statementsOf(tx: Tx): Statements {
  let last: Promise<unknown> = Promise.resolve()
  const next = <T>(work: () => PromiseLike<T>): Promise<T> => {
    const result = last.then(work)
    last = result
    return result
  }
  return {
    select: <Row>(sql: string, values: readonly Value[]) => next(() => tx.$queryRawUnsafe<Row[]>(sql, ...values)),
    run: (sql, values) => next(() => tx.$executeRawUnsafe(sql, ...values)),
  }
}
