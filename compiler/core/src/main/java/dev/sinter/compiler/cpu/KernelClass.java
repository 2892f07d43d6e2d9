package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.ClassWriter;

/** The class of one kernel: static methods over arrays, of which {@code run} does the units {@code lo <= unit < hi}. */
final class KernelClass {
    /** Java 17. */
    static final int VERSION = V17;
    /** The method that does the units from its first to before its second argument, both long. */
    static final String RUN = "run";

    private final String name;
    private final Tiles tiles;
    private final ClassWriter writer = writer();

    /** A class of this binary name in a program with these tiles. */
    KernelClass(String name, Tiles tiles) {
        this.name = name;
        this.tiles = tiles;
        writer.visit(VERSION, ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, internalName(), null, "java/lang/Object", null);
    }

    Tiles tiles() {
        return tiles;
    }

    /** A writer that needs no class loaded: where the classes of two objects meet, nothing is known of the object. */
    static ClassWriter writer() {
        return new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS) {
            @Override
            protected String getCommonSuperClass(String first, String second) {
                return "java/lang/Object";
            }
        };
    }

    String internalName() {
        return name.replace('.', '/');
    }

    /** A new static method, to be ended by its writer. */
    MethodCode method(String method, String descriptor) {
        return new MethodCode(writer, method, descriptor);
    }

    ClassFile finish() {
        writer.visitEnd();
        return new ClassFile(name, writer.toByteArray());
    }
}
