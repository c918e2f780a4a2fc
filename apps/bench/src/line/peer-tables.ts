/** The tables of the peers: those of ours with the numeric ids that people give them, which suits MariaDB best. */
export const PEER_TABLES = [
  `CREATE TABLE line_ticket (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, source VARCHAR(32) NOT NULL, event_id VARCHAR(128) NOT NULL,
    title VARCHAR(200) NOT NULL, description TEXT NOT NULL, category VARCHAR(100), reported_at DATETIME(3) NOT NULL,
    status VARCHAR(20) NOT NULL, turn INT NOT NULL, UNIQUE KEY line_event (source, event_id)) ENGINE=InnoDB`,
  `CREATE TABLE line_history (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, ticket_id BIGINT NOT NULL, status VARCHAR(20) NOT NULL,
    actor VARCHAR(64) NOT NULL, at DATETIME(3) NOT NULL, KEY line_history_ticket (ticket_id)) ENGINE=InnoDB`,
  `CREATE TABLE line_outbox (
    id BIGINT NOT NULL PRIMARY KEY, payload TEXT NOT NULL, published_at DATETIME(3),
    KEY line_pending (published_at, id)) ENGINE=InnoDB`,
];

/** Where they say it; ours says it in its own topic. */
export const PEER_TOPICS = { byHand: 'peer-by-hand', stockNest: 'peer-stock-nest' };
