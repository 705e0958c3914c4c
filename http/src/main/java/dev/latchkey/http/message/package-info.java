/** HTTP requests and responses as values: targets, queries, entity tags, JSON, and problem documents. No sockets. */
@NullMarked
package dev.latchkey.http.message;

import org.jspecify.annotations.NullMarked;
