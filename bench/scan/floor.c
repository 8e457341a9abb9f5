/*
 * floor [--info] [--count]
 *
 * The least that any program must spend to see every TCP connection: ask
 * NETLINK_SOCK_DIAG for IPv4 and IPv6 in all states, and receive the answer
 * without decoding it. --info asks for tcp_info too. --count also walks the
 * rows and prints how many are connections (not LISTEN): for checking what was
 * seen, never for timing.
 */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ALL_STATES = 0xfff, LISTEN = 10, SEQUENCE = 0x68616c66 };

/* The kernel fills at most 32 KiB per datagram (net/netlink/af_netlink.c, netlink_dump). */
static char buffer[65536] __attribute__((aligned(NLMSG_ALIGNTO)));

struct request {
  struct nlmsghdr header;
  struct inet_diag_req_v2 body;
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void ask(int fd, int family, int with_info) {
  struct request request = {
      .header = {.nlmsg_len = sizeof request,
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                 .nlmsg_seq = SEQUENCE},
      .body = {.sdiag_family = family,
               .sdiag_protocol = IPPROTO_TCP,
               .idiag_ext = with_info ? 1 << (INET_DIAG_INFO - 1) : 0,
               .idiag_states = ALL_STATES},
  };
  if (send(fd, &request, sizeof request, 0) < 0) fail("send");
}

/*
 * NLMSG_DONE is the last message of its datagram: a header and one int. Looking
 * at the tail spares walking the rows; the sequence number makes it certain.
 */
static int ends_dump(long length) {
  long tail = length - (long)NLMSG_LENGTH(sizeof(int));
  const struct nlmsghdr *last = (const void *)(buffer + tail);
  return tail >= 0 && last->nlmsg_type == NLMSG_DONE && last->nlmsg_seq == SEQUENCE;
}

/* A kernel without IPv6 has no handler for it (ENOENT): then there is nothing to see. */
static int refused(int family) {
  const struct nlmsghdr *first = (const void *)buffer;
  if (first->nlmsg_type != NLMSG_ERROR) return 0;
  errno = -((const struct nlmsgerr *)NLMSG_DATA(first))->error;
  if (errno != ENOENT || family != AF_INET6) fail("the kernel refused the dump");
  return 1;
}

static long connections_in(int length) {
  long count = 0;
  for (struct nlmsghdr *m = (void *)buffer; NLMSG_OK(m, length); m = NLMSG_NEXT(m, length)) {
    if (m->nlmsg_type != SOCK_DIAG_BY_FAMILY) continue;
    count += ((struct inet_diag_msg *)NLMSG_DATA(m))->idiag_state != LISTEN;
  }
  return count;
}

static long dump(int fd, int family, int with_info, int counting) {
  long count = 0, length;
  ask(fd, family, with_info);
  do {
    length = recv(fd, buffer, sizeof buffer, 0);
    if (length <= 0) fail("recv");
    if (refused(family)) break;
    if (counting) count += connections_in(length);
  } while (!ends_dump(length));
  return count;
}

static int has(int argc, char **argv, const char *flag) {
  for (int i = 1; i < argc; i++)
    if (!strcmp(argv[i], flag)) return 1;
  return 0;
}

int main(int argc, char **argv) {
  int with_info = has(argc, argv, "--info"), counting = has(argc, argv, "--count");
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) fail("socket");
  long count = dump(fd, AF_INET, with_info, counting) + dump(fd, AF_INET6, with_info, counting);
  if (counting) printf("%ld\n", count);
  return 0;
}
