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
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);

    /** A class of this binary name. */
    KernelClass(String name) {
        this.name = name;
        writer.visit(VERSION, ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, internalName(), null, "java/lang/Object", null);
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
