/** Option numbers: include/uapi/asm-generic/socket.h and include/uapi/linux/tcp.h. */
export const SOL_SOCKET = 1
export const SO_KEEPALIVE = 9
/** Unlike getpeername(2) it answers in SYN-SENT too; asked for more bytes than an address has it refuses (net/core/sock.c). */
export const SO_PEERNAME = 28
export const SO_ATTACH_FILTER = 26
export const SO_DETACH_FILTER = 27
export const SO_MEMINFO = 55

export const IPPROTO_TCP = 6
export const TCP_KEEPIDLE = 4
export const TCP_KEEPINTVL = 5
export const TCP_KEEPCNT = 6
export const TCP_INFO = 11
export const TCP_USER_TIMEOUT = 18

/** SK_MEMINFO_DROPS of include/uapi/linux/sock_diag.h. */
export const MEMINFO_DROPS_WORD = 8
export const MEMINFO_BYTES = 36

/** struct tcp_info up to and including tcpi_snd_wnd; in words unless the name ends in `_AT` (a byte). */
export const TCP_INFO_BYTES = 232
export const INFO = {
  STATE_AT: 0,
  RETRANSMITS_AT: 2,
  PROBES_AT: 3,
  BACKOFF_AT: 4,
  UNACKED: 6,
  LAST_DATA_SENT: 11,
  LAST_DATA_RECV: 13,
  LAST_ACK_RECV: 14,
  RTT: 17,
  TOTAL_RETRANS: 25,
  BYTES_ACKED: 30,
  BYTES_RECEIVED: 32,
  SEGS_OUT: 34,
  SEGS_IN: 35,
  NOTSENT: 36,
  DATA_SEGS_IN: 38,
  DATA_SEGS_OUT: 39,
  BYTES_SENT: 50,
  BYTES_RETRANS: 52,
} as const

/** include/uapi/linux/netfilter_ipv4.h. */
export const SOL_IP = 0
export const SO_ORIGINAL_DST = 80

/** ioctl of tcp(7): unread bytes, the FIN not counted (tcp_inq in include/net/tcp.h). */
export const SIOCINQ = 0x541b

/** struct sockaddr_in and sockaddr_in6; the ports and addresses in network byte order. */
export const AF_INET = 2
export const AF_INET6 = 10
export const SOCKADDR_BYTES = 28

/** struct sock_filter: `BPF_RET | BPF_K` with 0: keep no byte of any packet. */
export const DROP_ALL = new Uint8Array([6, 0, 0, 0, 0, 0, 0, 0])
/** struct sock_fprog on 64-bit: u16 length, padding, pointer. */
export const PROGRAM_BYTES = 16
