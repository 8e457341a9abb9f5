/**
 * Where the kernel puts things. Sources: include/uapi/linux/netlink.h,
 * inet_diag.h and tcp.h. Byte offsets end in `_AT`; a `_WORD` counts 32-bit
 * words, because a netlink message is aligned to four bytes (NLMSG_ALIGNTO).
 */
export const AF_INET = 2
export const AF_INET6 = 10
export const IPPROTO_TCP = 6

export const NLMSG_NOOP = 1
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
/** The older request for TCP; its rows come back with this type. */
export const TCPDIAG_GETSOCK = 18
export const SOCK_DIAG_BY_FAMILY = 20

export const NLM_F_REQUEST = 0x01
/** The table changed while it was dumped: rows may be missing or doubled. */
export const NLM_F_DUMP_INTR = 0x10
/** NLM_F_ROOT | NLM_F_MATCH. */
export const NLM_F_DUMP = 0x300

/** struct nlmsghdr. */
export const HEADER_BYTES = 16
export const LENGTH_WORD = 0
export const SEQUENCE_WORD = 2

/** struct inet_diag_sockid, inet_diag_req_v2 and inet_diag_req. */
export const SOCKET_ID_BYTES = 48
export const REQUEST_BYTES = 8 + SOCKET_ID_BYTES
export const COMPACT_REQUEST_BYTES = 4 + SOCKET_ID_BYTES + 8
/** Attribute number of tcp_info, in requests (as a bit) and in answers. */
export const INET_DIAG_INFO = 2

/** struct inet_diag_msg, counted from the start of the netlink header. */
export const ROW_BYTES = HEADER_BYTES + 72
export const KIND_WORD = 4
export const PORTS_WORD = 5
export const LOCAL_WORD = 6
export const REMOTE_WORD = 10
export const COOKIE_WORD = 15
export const EXPIRES_WORD = 17
export const RECEIVE_QUEUE_WORD = 18
export const SEND_QUEUE_WORD = 19
export const UID_WORD = 20
export const INODE_WORD = 21

/** struct nlattr. */
export const ATTRIBUTE_BYTES = 4
/** NLA_TYPE_MASK: the two upper bits are flags. */
export const ATTRIBUTE_TYPE_MASK = 0x3fff

/** struct tcp_info, in words. */
export const INFO = {
  /** state, ca_state, retransmits, probes: one byte each. */
  RETRANSMITS: 0,
  /** backoff, options, window scales, flags: one byte each. */
  BACKOFF: 1,
  UNACKED: 6,
  LAST_DATA_SENT: 11,
  LAST_DATA_RECV: 13,
  LAST_ACK_RECV: 14,
  RTT: 17,
  BYTES_ACKED: 30,
  BYTES_RECEIVED: 32,
  SEGS_IN: 35,
  DATA_SEGS_IN: 38,
  DATA_SEGS_OUT: 39,
  SND_WND: 57,
} as const

/** Up to and including tcpi_last_ack_recv: without the times, a tcp_info says nothing that is used here. */
export const INFO_BYTES_LEAST = 60
/** Up to and including tcpi_snd_wnd (Linux 5.4 and later). */
export const INFO_BYTES_READ = 232
