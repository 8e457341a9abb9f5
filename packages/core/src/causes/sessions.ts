/**
 * Ports of protocols whose clients open sessions ahead of need and keep them:
 * a pool of ten untouched database sessions is how it should be, ten untouched
 * HTTP connections are not. Registered with IANA, or the server's default.
 */
const SESSION_PORTS: ReadonlySet<number> = new Set([
  22, // SSH
  1433, // SQL Server
  1521, // Oracle
  1883, // MQTT
  2181, // ZooKeeper
  3306, // MySQL
  4222, // NATS
  5222, // XMPP
  5432, // PostgreSQL
  5672, // AMQP
  6379, // Redis
  6432, // PgBouncer
  8883, // MQTT over TLS
  9042, // Cassandra
  9092, // Kafka
  11211, // memcached
  27017, // MongoDB
  33060, // MySQL X
])

export function keepsSessions(port: number | null): boolean {
  return port !== null && SESSION_PORTS.has(port)
}
