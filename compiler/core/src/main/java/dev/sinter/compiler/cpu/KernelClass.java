package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/** The class of one kernel: static methods over arrays, of which {@code run} does the units {@code lo <= unit < hi}. */
final class KernelClass {
    /** Java 17. */
    static final int VERSION = V17;
    /** The method that does the units from its first to before its second argument, both long. */
    static final String RUN = "run";

    private final String name;
    private final Tiles tiles;
    private boolean halves;
    private final Map<String, Consumer<MethodVisitor>> shuffles = new TreeMap<>();
    private final ClassWriter writer = writer();

    /** A class of this binary name in a program with these tiles. */
    KernelClass(String name, Tiles tiles) {
        this.name = name;
        this.tiles = tiles;
        writer.visit(VERSION, ACC_PUBLIC | ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, internalName(), null,
                "java/lang/Object", null);
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
        // Programs that are loaded apart may share it.
        return new MethodCode(writer, method.equals(RUN) ? ACC_PUBLIC : 0, method, descriptor);
    }

    /** Gives the class fields with the species of half length, see {@link Lanes#MIXED}. */
    void needHalves() {
        halves = true;
    }

    /**
     * The name of a field with a shuffle for two vectors of a dtype: {@code Unzip} takes their even lanes (part 0) or odd ones (part 1),
     * {@code Zip} the lower halves of both in turns, or the upper ones.
     */
    String shuffle(String kind, int part, DType dtype) {
        String name = kind + part + dtype;
        shuffles.put(name, to -> {
            VectorTypes.species(to, dtype);
            to.visitInsn(part == 0 ? ICONST_0 : ICONST_1);
            to.visitMethodInsn(INVOKESTATIC, "jdk/incubator/vector/VectorShuffle", "make" + kind,
                    "(" + VectorTypes.SPECIES + "I)" + VectorTypes.SHUFFLE, false);
        });
        return name;
    }

    private void initialiser() {
        MethodVisitor to = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        to.visitCode();
        if (halves) {
            halves(to);
        }
        shuffles.forEach((name, make) -> {
            writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, name, VectorTypes.SHUFFLE, null, null).visitEnd();
            make.accept(to);
            to.visitFieldInsn(PUTSTATIC, internalName(), name, VectorTypes.SHUFFLE);
        });
        to.visitInsn(RETURN);
        to.visitMaxs(0, 0);
        to.visitEnd();
    }

    private void halves(MethodVisitor to) {
        for (DType dtype : List.of(DType.F32, DType.I32)) {
            writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, Lanes.halfName(dtype), VectorTypes.SPECIES, null,
                    null).visitEnd();
            to.visitFieldInsn(GETSTATIC, dtype == DType.F32 ? "java/lang/Float" : "java/lang/Integer", "TYPE",
                    "Ljava/lang/Class;");
            VectorTypes.species(to, DType.I64);
            to.visitMethodInsn(INVOKEINTERFACE, "jdk/incubator/vector/VectorSpecies", "vectorBitSize", "()I", true);
            to.visitInsn(ICONST_2);
            to.visitInsn(IDIV);
            String shape = "jdk/incubator/vector/VectorShape";
            to.visitMethodInsn(INVOKESTATIC, shape, "forBitSize", "(I)L" + shape + ";", false);
            to.visitMethodInsn(INVOKESTATIC, "jdk/incubator/vector/VectorSpecies", "of",
                    "(Ljava/lang/Class;L" + shape + ";)" + VectorTypes.SPECIES, true);
            to.visitFieldInsn(PUTSTATIC, internalName(), Lanes.halfName(dtype), VectorTypes.SPECIES);
        }
    }

    ClassFile finish() {
        if (halves || !shuffles.isEmpty()) {
            initialiser();
        }
        writer.visitEnd();
        return new ClassFile(name, writer.toByteArray());
    }
}
