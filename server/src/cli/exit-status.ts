/** Exit statuses of the command line; never a count, which would wrap at 256. */

export const EXIT = { clean: 0, findings: 1, couldNotRun: 2 } as const;

/** A reason for people, shown without a stack trace. */
export class CannotRun extends Error {}
