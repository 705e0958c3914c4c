/** Users: their file, their secrets and certificates, their limits, and the audit log. */
@NullMarked
package dev.latchkey.server.users;

import org.jspecify.annotations.NullMarked;
