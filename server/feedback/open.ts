/** The statuses of a report that nobody has fixed or declined yet. */
export const openStatuses = ["new", "confirmed"] as const;
