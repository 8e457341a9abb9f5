/*
 * hold: opens connections or descriptors and keeps them, so that a benchmark
 * has a table to look at.
 *
 *   hold serve ADDRESS PORT CLOSE_PERCENT   answers each request; closes that share of connections
 *   hold connect ADDRESS PORT SOURCE COUNT  opens COUNT connections from SOURCE, one request each
 *   hold descriptors COUNT LIMIT            opens descriptors up to COUNT under a soft limit of LIMIT
 *
 * Prints "ready" once it holds what it was asked for, and lives until its
 * standard input ends. `connect` understands "churn N" on standard input: it
 * replaces its N oldest connections and prints "churned".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

static const char REQUEST[] = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n";
static const char KEPT[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
static const char CLOSED[] = "HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\nbusy";

static void fail(const char *what) {
  fprintf(stderr, "hold: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void say(const char *word) {
  puts(word);
  fflush(stdout);
}

static void limit_descriptors(rlim_t soft) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) fail("getrlimit");
  limit.rlim_cur = soft == RLIM_INFINITY ? limit.rlim_max : soft;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fail("setrlimit");
}

static struct sockaddr_in endpoint(const char *address, int port) {
  struct sockaddr_in result = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, address, &result.sin_addr) != 1) fail(address);
  return result;
}

static int tcp_socket(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  return fd;
}

/* ---- serve ---- */

static int listen_on(struct sockaddr_in at) {
  int fd = tcp_socket(), yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0) fail("bind");
  if (listen(fd, 4096) < 0) fail("listen");
  return fd;
}

static void watch_fd(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void accept_one(int epoll, int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) fail("accept");
  watch_fd(epoll, fd);
}

/* Exactly floor(n * percent / 100) of the first n connections are closed. */
static int closes_next(int percent) {
  static long answered = 0;
  long before = answered * percent / 100;
  return ++answered * percent / 100 > before;
}

/* The request is read first: closing with unread data would send RST, not FIN. */
static void answer(int fd, int close_percent) {
  char request[512];
  if (recv(fd, request, sizeof request, 0) <= 0) {
    close(fd);
  } else if (closes_next(close_percent)) {
    send(fd, CLOSED, sizeof CLOSED - 1, MSG_NOSIGNAL);
    close(fd);
  } else {
    send(fd, KEPT, sizeof KEPT - 1, MSG_NOSIGNAL);
  }
}

static void serve(struct sockaddr_in at, int close_percent) {
  int epoll = epoll_create1(EPOLL_CLOEXEC), listener = listen_on(at);
  struct epoll_event events[256];
  watch_fd(epoll, listener);
  watch_fd(epoll, STDIN_FILENO);
  say("ready");
  for (;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == STDIN_FILENO) exit(0);
      if (fd == listener) accept_one(epoll, listener);
      else answer(fd, close_percent);
    }
  }
}

/* ---- connect ---- */

static int connect_from(struct sockaddr_in source, struct sockaddr_in to) {
  int fd = tcp_socket(), yes = 1;
  struct timeval patience = {.tv_sec = 10};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  /* The port is chosen at connect, per remote, not reserved at bind. */
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&source, sizeof source) < 0) fail("bind");
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
  return fd;
}

/* A response that announces the close stays unread, as a leaked one does. */
static void ask_once(int fd) {
  char response[512] = "";
  if (send(fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) < 0) fail("send");
  if (recv(fd, response, sizeof response - 1, MSG_PEEK) <= 0) fail("recv");
  if (!strstr(response, "Connection: close")) recv(fd, response, sizeof response, 0);
}

static int open_one(struct sockaddr_in source, struct sockaddr_in to) {
  int fd = connect_from(source, to);
  ask_once(fd);
  return fd;
}

/* RST rather than FIN: TIME-WAIT rows would make the table grow with each churn. */
static void drop(int fd) {
  struct linger abort_it = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort_it, sizeof abort_it);
  close(fd);
}

static void connect_many(struct sockaddr_in to, struct sockaddr_in source, int count) {
  int *held = calloc(count, sizeof *held), oldest = 0, churn;
  if (!held) fail("calloc");
  for (int i = 0; i < count; i++) held[i] = open_one(source, to);
  say("ready");
  while (scanf(" churn %d", &churn) == 1) {
    for (int i = 0; i < churn; i++, oldest = (oldest + 1) % count) {
      drop(held[oldest]);
      held[oldest] = open_one(source, to);
    }
    say("churned");
  }
}

/* ---- descriptors ---- */

static void hold_descriptors(int count, int limit) {
  limit_descriptors(limit);
  for (int fd = 0; fd < count - 1;)
    if ((fd = dup(STDERR_FILENO)) < 0) fail("dup");
  say("ready");
  while (getchar() != EOF) continue;
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  close_range(3, ~0U, 0); /* what a careless parent left open would be counted */
  limit_descriptors(RLIM_INFINITY);
  if (argc == 5 && !strcmp(mode, "serve")) serve(endpoint(argv[2], atoi(argv[3])), atoi(argv[4]));
  else if (argc == 6 && !strcmp(mode, "connect"))
    connect_many(endpoint(argv[2], atoi(argv[3])), endpoint(argv[4], 0), atoi(argv[5]));
  else if (argc == 4 && !strcmp(mode, "descriptors")) hold_descriptors(atoi(argv[2]), atoi(argv[3]));
  else return fprintf(stderr, "usage: see the head of hold.c\n"), 2;
  return 0;
}
