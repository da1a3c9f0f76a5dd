/** Sessions one user may have open; opening one more ends the one that was away longest. */
export const sessionsPerUser = 100;
/** How long the successor of a refresh token that came by cookie may be replaced while it is unused. */
export const cookieGraceSeconds = 30;
