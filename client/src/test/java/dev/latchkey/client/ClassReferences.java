package dev.latchkey.client;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a class file refers to, from its constant pool (JVMS 4.4). */
final class ClassReferences {

    /** A field or method of another class; {@code owner} is its binary name. */
    record Member(String owner, String name, String descriptor) {}

    private final Object[] pool;

    private ClassReferences(Object[] pool) {
        this.pool = pool;
    }

    private record ClassName(int name) {}

    private record NameAndType(int name, int type) {}

    private record MemberReference(int owner, int nameAndType) {}

    static ClassReferences of(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(8); // the magic number and the version
        Object[] pool = new Object[in.readUnsignedShort()];
        for (int i = 1; i < pool.length; i++) {
            int tag = in.readUnsignedByte();
            pool[i] = constant(tag, in);
            if (tag == 5 || tag == 6) {
                i++; // why: a long or a double takes two entries
            }
        }
        return new ClassReferences(pool);
    }

    private static Object constant(int tag, DataInputStream in) throws IOException {
        return switch (tag) {
            case 1 -> in.readUTF();
            case 3, 4 -> in.readInt();
            case 5, 6 -> in.readLong();
            case 7 -> new ClassName(in.readUnsignedShort());
            case 9, 10, 11 -> new MemberReference(in.readUnsignedShort(), in.readUnsignedShort());
            case 12 -> new NameAndType(in.readUnsignedShort(), in.readUnsignedShort());
            case 8, 16, 19, 20 -> in.readUnsignedShort();
            case 15 -> List.of(in.readUnsignedByte(), in.readUnsignedShort());
            case 17, 18 -> in.readInt();
            default -> throw new IOException("unknown constant " + tag);
        };
    }

    /** The binary names of all classes that are referred to; arrays as they are. */
    List<String> classes() {
        return IntStream.range(1, pool.length)
                .filter(i -> pool[i] instanceof ClassName)
                .mapToObj(this::className)
                .toList();
    }

    /** All fields and methods that are referred to. */
    List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (Object constant : pool) {
            if (constant instanceof MemberReference reference) {
                NameAndType what = (NameAndType) pool[reference.nameAndType()];
                members.add(new Member(
                        className(reference.owner()), (String) pool[what.name()], (String) pool[what.type()]));
            }
        }
        return members;
    }

    private String className(int index) {
        return ((String) pool[((ClassName) pool[index]).name()]).replace('/', '.');
    }
}
