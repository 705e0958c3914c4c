package dev.latchkey.log.disk;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * Identifies a file or directory independently of its name, as long as it is open.
 *
 * @param key the file key, which on Unix is the device and the inode. Where the file system has no file keys (Windows),
 *     the creation time takes its place: it does not detect a replacement that was created at the same time
 */
record FileIdentity(Object key) {

    static FileIdentity of(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return new FileIdentity(key == null ? attributes.creationTime() : key);
    }
}
