/*
 * measure COPIES LOG COMMAND [ARGUMENT...]
 *
 * Starts COPIES processes of the command at once and waits for all. Prints a line for each as it ends:
 *
 *   wall time since the first was started in ns, CPU time (user and system) in us, peak resident set in KiB, exit code
 *
 * CPU time and peak include the command's own children that it has waited for. A process that a signal ended has code 128
 * plus the signal's number; all are killed after ten minutes. COMMAND is an absolute path. Its standard input is empty, all
 * that it prints goes to the file LOG.
 *
 * This is a program of its own, and a tiny one, because a child's peak begins with that of its parent.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COPIES = 100, LIMIT_SECONDS = 600 };

extern char **environ;

static pid_t processes[MOST_COPIES];
static int copies;

static void kill_all(int signal) {
    (void) signal;
    for (int i = 0; i < copies; i++) {
        if (processes[i] > 0) {
            kill(processes[i], SIGKILL);
        }
    }
}

static long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long microseconds(struct timeval time) {
    return time.tv_sec * 1000000LL + time.tv_usec;
}

static void start_all(char *log, char **command) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    for (int i = 0; i < copies; i++) {
        int error = posix_spawn(&processes[i], command[0], &files, NULL, command, environ);
        if (error != 0) {
            fprintf(stderr, "measure: %s: %s\n", command[0], strerror(error));
            processes[i] = 0;
            kill_all(0);
            exit(1);
        }
    }
}

static void await_one(long long began) {
    int status;
    struct rusage used;
    pid_t ended = wait4(-1, &status, 0, &used);
    long long wall = nanoseconds() - began;
    if (ended < 0) {
        perror("measure: wait4");
        exit(1);
    }
    for (int i = 0; i < copies; i++) {
        if (processes[i] == ended) {
            processes[i] = 0;
        }
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    printf("%lld %lld %ld %d\n", wall, microseconds(used.ru_utime) + microseconds(used.ru_stime), used.ru_maxrss, code);
}

int main(int count, char **arguments) {
    if (count < 4 || (copies = atoi(arguments[1])) < 1 || copies > MOST_COPIES) {
        fprintf(stderr, "usage: measure COPIES LOG COMMAND [ARGUMENT...]\n");
        return 2;
    }
    unlink(arguments[2]);
    struct sigaction on_alarm = {.sa_handler = kill_all, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &on_alarm, NULL);
    alarm(LIMIT_SECONDS);
    long long began = nanoseconds();
    start_all(arguments[2], &arguments[3]);
    for (int i = 0; i < copies; i++) {
        await_one(began);
    }
    return 0;
}
