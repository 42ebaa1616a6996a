import type { Tx } from './database'

/** What a statement's question marks can stand for. */
export type Value = string | number | boolean | Date | null

/**
 * Plain SQL within one transaction, the same text for both databases: for what is written by the thousand, where
 * Prisma's work for each value costs more than the database's own.
 *
 * A statement that changes rows is awaited before the next: MySQL ends the transaction when it finds a deadlock, and
 * what was sent already would then be stored by itself. Reads may be sent together.
 */
export interface Statements {
  /** The rows that a SELECT finds, with times as Date and yes or no as boolean. */
  select<Row>(sql: string, values: readonly Value[]): Promise<Row[]>
  /** How many rows an INSERT, UPDATE or DELETE has found. */
  run(sql: string, values: readonly Value[]): Promise<number>
}

/** Statements within a transaction of Prisma's, for the embedded database: its connection belongs to Prisma. */
export const statementsOf = (tx: Tx): Statements => ({
  select: (sql, values) => tx.$queryRawUnsafe(sql, ...values),
  run: (sql, values) => tx.$executeRawUnsafe(sql, ...values),
})
