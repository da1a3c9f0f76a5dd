import { gauge, histogram } from '@messenger/kit';

export const querySeconds = histogram('projection_query_seconds', 'Time to answer a query', ['query', 'outcome']);
export const waitingQueries = gauge('projection_waiting_queries', 'Queries waiting for the position they ask for');
