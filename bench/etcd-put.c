/*
 * A load generator for etcd: puts new keys over many connections, each of which waits for its reply before it sends the next put,
 * and prints the puts per second. It is the counterpart of redis-benchmark and as cheap: one thread, and HTTP/2 frames built by
 * hand instead of a gRPC client. bench/durable-compare explains why, and builds and runs it.
 *
 *   etcd-put PORT CONNECTIONS PUTS VALUE_BYTES
 *
 * The measured time starts when every connection has received its first frame from the server, and ends with the last reply. On
 * any error, including a failed put, the program exits with 1. Works only on loopback, without TLS or password. Values have at
 * most 1,000 bytes.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_HEAD = 9, FRAME_BYTES_MAX = 16384, KEY_BYTES = 38, VALUE_BYTES_MAX = 1000, MILLIS_WITHOUT_ANSWER_MAX = 30000 };
enum { DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, PING = 6, GOAWAY = 7, WINDOW_UPDATE = 8 };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4 };

struct connection {
    int socket;
    uint32_t stream; /* of the pending put */
    int is_open, has_message;
    int held;        /* bytes of in that are not a complete frame yet */
    uint8_t in[2 * (FRAME_HEAD + FRAME_BYTES_MAX)];
};

static long unsent, unanswered;
static int unopened, value_bytes;

static void fail(const char *what) {
    fprintf(stderr, "etcd-put: %s\n", what);
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static uint8_t *put_int(uint8_t *to, uint32_t n) {
    n = htonl(n);
    return (uint8_t *)memcpy(to, &n, 4) + 4;
}

/* Writes a string of at most 126 bytes with its length first, as in HPACK. */
static uint8_t *put_string(uint8_t *to, const char *s) {
    *to++ = strlen(s);
    return (uint8_t *)memcpy(to, s, strlen(s)) + strlen(s);
}

static uint8_t *put_frame_head(uint8_t *to, int length, int type, int flags, uint32_t stream) {
    *to++ = length >> 16;
    *to++ = length >> 8;
    *to++ = length;
    *to++ = type;
    *to++ = flags;
    return put_int(to, stream);
}

/* The request headers, RFC 7541: indexes into the static table, and literals that are not indexed, so all requests are the same. */
static uint8_t *put_headers(uint8_t *to) {
    *to++ = 0x83; /* :method POST */
    *to++ = 0x86; /* :scheme http */
    *to++ = 0x04; /* :path */
    to = put_string(to, "/etcdserverpb.KV/Put");
    *to++ = 0x01; /* :authority */
    to = put_string(to, "127.0.0.1");
    *to++ = 0x0f; /* content-type, 15 + 16 */
    *to++ = 0x10;
    to = put_string(to, "application/grpc");
    *to++ = 0x00; /* a name that is not in the static table */
    to = put_string(to, "te");
    return put_string(to, "trailers");
}

/* A length as a protobuf varint: seven bits per byte, lowest first. */
static uint8_t *put_length(uint8_t *to, int n) {
    for (; n > 127; n >>= 7) *to++ = (n & 127) | 128;
    *to++ = n;
    return to;
}

/* etcd's PutRequest { bytes key = 1; bytes value = 2; }. Keys look like redis-benchmark's __rand_int__:__rand_int__:__rand_int__. */
static uint8_t *put_message(uint8_t *to) {
    char key[KEY_BYTES + 1];
    snprintf(key, sizeof key, "%012ld:%012ld:%012ld", random() % 1000000, random() % 1000000, random() % 1000000);
    *to++ = 1 << 3 | 2;
    to = put_string(to, key);
    *to++ = 2 << 3 | 2;
    to = put_length(to, value_bytes);
    return (uint8_t *)memset(to, 'x', value_bytes) + value_bytes;
}

static void send_all(struct connection *c, const uint8_t *bytes, const uint8_t *end) {
    if (write(c->socket, bytes, end - bytes) != end - bytes) fail("cannot write to etcd");
}

/* Why flow control is ignored: a connection has only one small put pending, and etcd updates the window long before 64 KiB are
 * used up. */
static void send_put(struct connection *c) {
    uint8_t headers[128], message[KEY_BYTES + VALUE_BYTES_MAX + 16], out[sizeof headers + sizeof message + 64], *to = out;
    int header_bytes = put_headers(headers) - headers, message_bytes = put_message(message) - message;
    to = put_frame_head(to, header_bytes, HEADERS, END_HEADERS, c->stream);
    to = (uint8_t *)memcpy(to, headers, header_bytes) + header_bytes;
    to = put_frame_head(to, 5 + message_bytes, DATA, END_STREAM, c->stream);
    *to++ = 0; /* gRPC: not compressed */
    to = put_int(to, message_bytes);
    to = (uint8_t *)memcpy(to, message, message_bytes) + message_bytes;
    send_all(c, out, to);
    c->has_message = 0;
    unsent--;
}

static void send_ack(struct connection *c, int type, const uint8_t *payload, int length) {
    uint8_t out[FRAME_HEAD + 8], *to = put_frame_head(out, length, type, ACK, 0);
    memcpy(to, payload, length);
    send_all(c, out, to + length);
}

/* The reply to a failed put has trailers but no message. */
static void end_put(struct connection *c) {
    if (!c->has_message) fail("a put failed");
    unanswered--;
    c->stream += 2;
    if (unsent > 0) send_put(c);
}

static void take_frame(struct connection *c, int type, int flags, const uint8_t *payload, int length) {
    switch (type) {
    case DATA:
        c->has_message = 1;
        break;
    case HEADERS:
        if (flags & END_STREAM) end_put(c);
        break;
    case SETTINGS:
        if (flags & ACK) break;
        send_ack(c, SETTINGS, payload, 0);
        if (!c->is_open) unopened--;
        c->is_open = 1;
        break;
    case PING:
        if (!(flags & ACK) && length == 8) send_ack(c, PING, payload, 8);
        break;
    case RST_STREAM:
    case GOAWAY:
        fail("etcd closed a stream or a connection");
    }
}

static void take_frames(struct connection *c) {
    const uint8_t *at = c->in;
    int length, got = read(c->socket, c->in + c->held, sizeof c->in - c->held);
    if (got <= 0) fail("etcd closed a connection");
    for (c->held += got; c->held >= FRAME_HEAD; at += length, c->held -= length) {
        length = FRAME_HEAD + (at[0] << 16 | at[1] << 8 | at[2]);
        if (length > FRAME_HEAD + FRAME_BYTES_MAX) fail("etcd sent a frame that is too long");
        if (c->held < length) break;
        take_frame(c, at[3], at[4], at + FRAME_HEAD, length - FRAME_HEAD);
    }
    memmove(c->in, at, c->held);
}

static void take_events(int poll) {
    struct epoll_event events[64];
    int n = epoll_wait(poll, events, 64, MILLIS_WITHOUT_ANSWER_MAX);
    if (n <= 0) fail("etcd does not reply");
    for (int i = 0; i < n; i++) take_frames(events[i].data.ptr);
}

/* Why the large window: this program never sends window updates, so the window must hold the replies to all puts. */
static void open_connection(struct connection *c, int port, int poll) {
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    uint8_t out[64], *to = out;
    int on = 1;
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->socket, (struct sockaddr *)&address, sizeof address) != 0) fail("cannot connect to etcd");
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    to = (uint8_t *)memcpy(to, preface, sizeof preface - 1) + sizeof preface - 1;
    to = put_frame_head(to, 0, SETTINGS, 0, 0);
    to = put_frame_head(to, 4, WINDOW_UPDATE, 0, 0);
    to = put_int(to, INT32_MAX - 65535);
    send_all(c, out, to);
    c->stream = 1;
    if (epoll_ctl(poll, EPOLL_CTL_ADD, c->socket, &event) != 0) fail("cannot wait for a connection");
}

static long number(const char *word, long max) {
    char *end;
    long n = strtol(word, &end, 10);
    if (*end != 0 || n < 1 || n > max) fail("usage: etcd-put PORT CONNECTIONS PUTS VALUE_BYTES");
    return n;
}

int main(int count, char **words) {
    if (count != 5) fail("usage: etcd-put PORT CONNECTIONS PUTS VALUE_BYTES");
    int port = number(words[1], 65535), connections = number(words[2], 1000), poll = epoll_create1(0);
    long puts = number(words[3], 1000000000);
    value_bytes = number(words[4], VALUE_BYTES_MAX);
    unopened = connections;
    unsent = unanswered = puts;
    srandom(time(NULL) ^ getpid());
    struct connection *all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) open_connection(&all[i], port, poll);
    while (unopened > 0) take_events(poll);
    double start = seconds();
    for (int i = 0; i < connections && unsent > 0; i++) send_put(&all[i]);
    while (unanswered > 0) take_events(poll);
    printf("Requests/sec: %.2f\n", puts / (seconds() - start));
    return 0;
}
