package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PROTECTED;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ATHROW;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes the main class of a jar: a {@code dev.sinter.runtime.Artifact} that makes the program of each entry point by its constructor, so
 * that nothing is looked up by name at run time.
 */
public final class ArtifactClass {
    private static final String ARTIFACT = "dev/sinter/runtime/Artifact";
    private static final String LAUNCHER = "dev/sinter/runtime/Launcher";
    private static final String EXECUTABLE = "dev/sinter/runtime/Executable";

    private ArtifactClass() {}

    /**
     * The class.
     *
     * @param className its binary name
     * @param name      the model's name, for people
     * @param programs  the binary name of the program of each entry point, the default one first
     */
    public static ClassFile write(String className, String name, Map<String, String> programs) {
        String self = className.replace('.', '/');
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, self, null, ARTIFACT, null);

        MethodVisitor constructor = begin(writer, ACC_PUBLIC, "<init>", "()V");
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitMethodInsn(INVOKESPECIAL, ARTIFACT, "<init>", "()V", false);
        end(constructor, RETURN);

        MethodVisitor main = begin(writer, ACC_PUBLIC | ACC_STATIC, "main", "([Ljava/lang/String;)V");
        create(main, self);
        main.visitVarInsn(ALOAD, 0);
        main.visitMethodInsn(INVOKESTATIC, LAUNCHER, "main", "(L" + ARTIFACT + ";[Ljava/lang/String;)V", false);
        end(main, RETURN);

        MethodVisitor named = begin(writer, ACC_PUBLIC, "name", "()Ljava/lang/String;");
        named.visitLdcInsn(name);
        end(named, ARETURN);

        MethodVisitor entries = begin(writer, ACC_PUBLIC, "entries", "()Ljava/util/List;");
        entries.visitLdcInsn(programs.size());
        entries.visitTypeInsn(ANEWARRAY, "java/lang/String");
        int i = 0;
        for (String entry : programs.keySet()) {
            entries.visitInsn(DUP);
            entries.visitLdcInsn(i++);
            entries.visitLdcInsn(entry);
            entries.visitInsn(AASTORE);
        }
        entries.visitMethodInsn(INVOKESTATIC, "java/util/List", "of", "([Ljava/lang/Object;)Ljava/util/List;", true);
        end(entries, ARETURN);

        MethodVisitor make = begin(writer, ACC_PROTECTED, "create", "(Ljava/lang/String;)L" + EXECUTABLE + ";");
        programs.forEach((entry, program) -> {
            Label next = new Label();
            make.visitLdcInsn(entry);
            make.visitVarInsn(ALOAD, 1);
            make.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "equals", "(Ljava/lang/Object;)Z", false);
            make.visitJumpInsn(IFEQ, next);
            create(make, program.replace('.', '/'));
            make.visitInsn(ARETURN);
            make.visitLabel(next);
        });
        make.visitTypeInsn(NEW, "java/lang/IllegalArgumentException");
        make.visitInsn(DUP);
        make.visitVarInsn(ALOAD, 1);
        make.visitMethodInsn(INVOKESPECIAL, "java/lang/IllegalArgumentException", "<init>", "(Ljava/lang/String;)V",
                false);
        end(make, ATHROW);

        MethodVisitor resource = begin(writer, ACC_PROTECTED, "resource", "(Ljava/lang/String;)Ljava/io/InputStream;");
        resource.visitLdcInsn(Type.getObjectType(self));
        resource.visitVarInsn(ALOAD, 1);
        resource.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Class", "getResourceAsStream",
                "(Ljava/lang/String;)Ljava/io/InputStream;", false);
        end(resource, ARETURN);

        writer.visitEnd();
        return new ClassFile(className, writer.toByteArray());
    }

    private static MethodVisitor begin(ClassWriter writer, int access, String name, String descriptor) {
        MethodVisitor method = writer.visitMethod(access, name, descriptor, null, null);
        method.visitCode();
        return method;
    }

    private static void create(MethodVisitor method, String type) {
        method.visitTypeInsn(NEW, type);
        method.visitInsn(DUP);
        method.visitMethodInsn(INVOKESPECIAL, type, "<init>", "()V", false);
    }

    private static void end(MethodVisitor method, int last) {
        method.visitInsn(last);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }
}
