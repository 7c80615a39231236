export const ROLES = ["customer", "salesperson", "admin"] as const;
export const STAFF_ROLES = ["salesperson", "admin"] as const;
export const INVITATION_STATUSES = ["open", "used", "expired", "revoked"] as const;
