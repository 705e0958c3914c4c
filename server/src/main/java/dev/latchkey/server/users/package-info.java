/**
 * Users: their file, their secrets and certificates, what they may do, their limits, and the audit log. {@link
 * dev.latchkey.server.users.Permissions} decides whether a user may run a command, for every kind of connection.
 */
@NullMarked
package dev.latchkey.server.users;

import org.jspecify.annotations.NullMarked;
