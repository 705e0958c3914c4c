/**
 * What a user may do. {@link dev.latchkey.server.permissions.Permissions} decides whether a user may run a command, for every kind of
 * connection.
 */
@NullMarked
package dev.latchkey.server.permissions;

import org.jspecify.annotations.NullMarked;
