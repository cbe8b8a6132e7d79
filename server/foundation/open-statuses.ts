/** The statuses of a promotion that is not over. */
export const openPromotionStatuses = ["pending", "blocked", "approved", "executing"] as const;
