/*
 * A load generator for Latchkey: puts new keys over many connections, plainly or with ONCE, and prints the puts per second. One
 * thread, like redis-benchmark, which cannot count. bench/once-compare builds and runs it.
 *
 *   once-put put|once PORT CONNECTIONS DEPTH PUTS VALUE_BYTES
 *
 * A connection sends DEPTH puts in one write, and the next ones after it has received all replies. With "once", each connection
 * opens a session, numbers its puts from 1, and acknowledges with each of them all replies that it has received, as the Java client
 * does. The measured time starts when all connections are ready, and ends with the last reply. On any error, including a refused
 * put, the program exits with 1. Works only on loopback, without TLS or password. Values have at most 1,000 bytes.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { KEY_BYTES = 38, VALUE_BYTES_MAX = 1000, DEPTH_MAX = 256, REQUEST_BYTES_MAX = VALUE_BYTES_MAX + 300 };
enum { SESSION_BYTES = 32, SESSION_MILLIS = 3600000, REPLY_BYTES_MAX = 256, MILLIS_WITHOUT_ANSWER_MAX = 30000 };

struct connection {
    int socket;
    int pending; /* replies that have not arrived */
    int held;    /* bytes of in that are not a complete line yet */
    long seq, acked;
    char session[SESSION_BYTES + 1];
    char in[REPLY_BYTES_MAX + 16 * DEPTH_MAX];
};

static long unsent, unanswered;
static int is_once, depth, value_bytes;
static char value[VALUE_BYTES_MAX], out[DEPTH_MAX * REQUEST_BYTES_MAX];

static void fail(const char *what, const char *detail) {
    fprintf(stderr, "once-put: %s%s\n", what, detail);
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static char *put_word(char *to, const char *word, int length) {
    to += sprintf(to, "$%d\r\n", length);
    to = (char *)memcpy(to, word, length) + length;
    return (char *)memcpy(to, "\r\n", 2) + 2;
}

static char *put_text(char *to, const char *word) {
    return put_word(to, word, strlen(word));
}

static char *put_number(char *to, long number) {
    char digits[24];
    return put_word(to, digits, sprintf(digits, "%ld", number));
}

/* ONCE session seq acked, before the words of the put. */
static char *put_once(char *to, struct connection *c) {
    to = put_text(to, "ONCE");
    to = put_word(to, c->session, SESSION_BYTES);
    to = put_number(to, ++c->seq);
    return put_number(to, c->acked);
}

/* Keys look like redis-benchmark's __rand_int__:__rand_int__:__rand_int__. */
static char *put_request(char *to, struct connection *c) {
    char key[KEY_BYTES + 1];
    snprintf(key, sizeof key, "%012ld:%012ld:%012ld", random() % 1000000, random() % 1000000, random() % 1000000);
    to += sprintf(to, "*%d\r\n", is_once ? 8 : 4);
    if (is_once) to = put_once(to, c);
    to = put_text(to, "PUT");
    to = put_word(to, key, KEY_BYTES);
    to = put_word(to, value, value_bytes);
    return put_text(to, "0");
}

static void send_all(struct connection *c, const char *end) {
    for (const char *at = out; at < end;) {
        ssize_t sent = write(c->socket, at, end - at);
        if (sent <= 0) fail("cannot write to the server", "");
        at += sent;
    }
}

static void send_puts(struct connection *c) {
    char *to = out;
    for (; c->pending < depth && unsent > 0; c->pending++, unsent--) to = put_request(to, c);
    send_all(c, to);
}

static void take_reply(struct connection *c, const char *line) {
    if (line[0] != ':') fail("a put failed: ", line);
    c->acked++;
    c->pending--;
    unanswered--;
}

static void fill(struct connection *c) {
    int got = read(c->socket, c->in + c->held, sizeof c->in - c->held);
    if (got <= 0) fail("the server closed a connection", "");
    c->held += got;
}

static void take_replies(struct connection *c) {
    char *at = c->in, *end;
    fill(c);
    while ((end = memchr(at, '\n', c->in + c->held - at)) != NULL) {
        *end = 0;
        take_reply(c, at);
        at = end + 1;
    }
    c->held -= at - c->in;
    memmove(c->in, at, c->held);
    if (c->held == sizeof c->in) fail("a reply is too long", "");
    if (c->pending == 0) send_puts(c);
}

static void take_events(int poll) {
    struct epoll_event events[64];
    int n = epoll_wait(poll, events, 64, MILLIS_WITHOUT_ANSWER_MAX);
    if (n <= 0) fail("the server does not reply", "");
    for (int i = 0; i < n; i++) take_replies(events[i].data.ptr);
}

/* The reply is an array of two bulk strings, the id of the session and that of the store. */
static void open_session(struct connection *c) {
    static const char before[] = "*2\r\n$32\r\n";
    enum { HEAD = sizeof before - 1, REPLY = HEAD + SESSION_BYTES + 2 + 5 + SESSION_BYTES + 2 };
    char *to = out + sprintf(out, "*3\r\n");
    to = put_text(to, "SESSION");
    to = put_text(to, "OPEN");
    to = put_number(to, SESSION_MILLIS);
    send_all(c, to);
    while (c->held < REPLY && memchr(c->in, '-', c->held > 0) == NULL) fill(c);
    if (memcmp(c->in, before, HEAD) != 0) fail("the server opened no session: ", c->in);
    memcpy(c->session, c->in + HEAD, SESSION_BYTES);
    c->held = 0;
}

static void open_connection(struct connection *c, int port, int poll) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    int on = 1;
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->socket, (struct sockaddr *)&address, sizeof address) != 0) fail("cannot connect to the server", "");
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (is_once) open_session(c);
    if (epoll_ctl(poll, EPOLL_CTL_ADD, c->socket, &event) != 0) fail("cannot wait for a connection", "");
}

static long number(const char *word, long max) {
    char *end;
    long n = strtol(word, &end, 10);
    if (*end != 0 || n < 1 || n > max) fail("usage: once-put put|once PORT CONNECTIONS DEPTH PUTS VALUE_BYTES", "");
    return n;
}

int main(int count, char **words) {
    if (count != 7 || (strcmp(words[1], "put") != 0 && strcmp(words[1], "once") != 0)) number("", 0);
    int port = number(words[2], 65535), connections = number(words[3], 1000), poll = epoll_create1(0);
    is_once = strcmp(words[1], "once") == 0;
    depth = number(words[4], DEPTH_MAX);
    unsent = unanswered = number(words[5], 1000000000);
    value_bytes = number(words[6], VALUE_BYTES_MAX);
    memset(value, 'x', sizeof value);
    srandom(time(NULL) ^ getpid());
    struct connection *all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) open_connection(&all[i], port, poll);
    long puts = unsent;
    double start = seconds();
    for (int i = 0; i < connections && unsent > 0; i++) send_puts(&all[i]);
    while (unanswered > 0) take_events(poll);
    printf("Requests/sec: %.2f\n", puts / (seconds() - start));
    return 0;
}
