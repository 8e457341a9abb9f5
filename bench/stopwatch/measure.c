/*
 * measure [-o FILE] COMMAND ARGUMENT...
 *
 * Runs the command with its output thrown away (or in FILE) and prints what
 * wait4(2) says it cost, as JSON. Its own smallness matters: a child starts
 * with the memory of the process that forked it, so a large parent would
 * appear in the peak of every child.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(125);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

static void become(const char *output, char **command) {
  int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) fail(output);
  execvp(command[0], command);
  fail(command[0]);
}

static int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
  const char *output = "/dev/null";
  char **command = argv + 1;
  if (argc > 3 && !strcmp(argv[1], "-o")) output = argv[2], command = argv + 3;
  if (!command[0]) return fprintf(stderr, "usage: measure [-o FILE] COMMAND...\n"), 2;

  struct rusage used;
  int status;
  double start = now();
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) become(output, command);
  if (wait4(child, &status, 0, &used) < 0) fail("wait4");
  printf("{\"wall\":%.6f,\"user\":%.6f,\"sys\":%.6f,\"maxrssKb\":%ld,\"exit\":%d}\n", now() - start,
         seconds(used.ru_utime), seconds(used.ru_stime), used.ru_maxrss, exit_code(status));
  return 0;
}
