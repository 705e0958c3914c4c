#include <hiredis.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One line of standard input is one step, see clients/contract.md. */

static void show(const redisReply *reply) {
    switch (reply->type) {
        case REDIS_REPLY_INTEGER: printf(":%lld", reply->integer); break;
        case REDIS_REPLY_NIL: printf("nil"); break;
        case REDIS_REPLY_ERROR: printf("!%s", reply->str); break;
        case REDIS_REPLY_ARRAY:
            putchar('[');
            for (size_t i = 0; i < reply->elements; i++) {
                if (i > 0) putchar(' ');
                show(reply->element[i]);
            }
            putchar(']');
            break;
        default: printf("%s", reply->str);
    }
}

static redisContext *redis;

static void answer(const redisReply *reply) {
    if (reply == NULL) {
        printf("error\t%d\t%s\n", redis->err, redis->errstr);
        redisReconnect(redis);
    } else if (reply->type == REDIS_REPLY_ERROR) {
        printf("refused\tREDIS_REPLY_ERROR\t%s\n", reply->str);
    } else {
        printf("value\t");
        show(reply);
        putchar('\n');
    }
}

static int split(char *line, const char *separator, const char **words) {
    int count = 0;
    for (char *word = strtok(line, separator); word != NULL && count < 16; word = strtok(NULL, separator)) {
        words[count++] = word;
    }
    return count;
}

static void pipeline(const char **commands, int count) {
    for (int i = 0; i < count; i++) {
        const char *words[16];
        char *copy = strdup(commands[i]);
        int length = split(copy, "|", words);
        redisAppendCommandArgv(redis, length, words, NULL);
        free(copy);
    }
    printf("value\t[");
    for (int i = 0; i < count; i++) {
        redisReply *reply = NULL;
        if (redisGetReply(redis, (void **) &reply) != REDIS_OK) {
            printf("!!%s", redis->errstr);
            break;
        }
        if (i > 0) putchar(' ');
        show(reply);
        freeReplyObject(reply);
    }
    printf("]\n");
}

int main(void) {
    char line[4096];
    setvbuf(stdout, NULL, _IOLBF, 0);
    redis = redisConnect("127.0.0.1", atoi(getenv("LATCHKEY_PORT")));
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *words[16];
        line[strcspn(line, "\n")] = 0;
        int count = split(line, "\t", words);
        if (strcmp(words[0], "call") == 0) {
            redisReply *reply = redisCommandArgv(redis, count - 1, words + 1, NULL);
            answer(reply);
            if (reply != NULL) freeReplyObject(reply);
        } else if (strcmp(words[0], "pipeline") == 0) {
            pipeline(words + 1, count - 1);
        } else {
            printf("unsupported\n");
        }
    }
    return 0;
}
