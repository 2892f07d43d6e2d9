package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * The class that multiplies panels: one per shape of tile, used by all contractions of a program, so that the JVM compiles it once.
 *
 * <p>A tile is {@code ROWS x COLUMNS} sums in registers. The row panel holds {@code ROWS} elements for each step of the depth, the column
 * panel {@code COLUMNS}; a step multiplies each with each. {@code panel} does a row of tiles: one row panel with one column panel after
 * the other.
 *
 * <p>With vectors the columns are a few vectors of whatever length the machine has. Of 32 registers of 512 bits at most 24 hold sums; with
 * 16 registers 12: measured, more makes the JVM spill sums into memory.
 */
final class TileClass {
    static final String ROWS = "ROWS";
    static final String COLUMNS = "COLUMNS";
    /** The names in the class: fields for the lanes of a vector and for whether there are 512 bits. */
    static final String LANES = "LANES";
    private static final String WIDE = "WIDE";

    private final String name;
    private final DType dtype;
    private final int rows;
    private final boolean vector;
    private final ClassWriter writer = KernelClass.writer();

    TileClass(String name, DType dtype, int rows, boolean vector) {
        this.name = name;
        this.dtype = dtype;
        this.rows = rows;
        this.vector = vector;
    }

    static String internalName(String name) {
        return name.replace('.', '/');
    }

    private String internalName() {
        return internalName(name);
    }

    /** The descriptor of {@code panel(rowPanel, at, columns, at, table, from, panelStep, count, sums, at, depth, add)}; packed panels have no table. */
    static String panelDescriptor(DType dtype) {
        String array = Carrier.array(dtype).getDescriptor();
        return "(" + array + "I" + array + "I[IIII" + array + "IIZ)V";
    }

    /** How many rows a tile has where there are 16 registers. */
    static int narrowRows(int rows) {
        int tiles = (rows + 5) / 6;
        return (rows + tiles - 1) / tiles;
    }

    /** How many vectors a tile of that many rows is wide: enough sums in flight to hide the latency of an fma. */
    private static int vectors(int rows) {
        return rows >= 4 ? 2 : rows == 3 ? 3 : rows == 2 ? 4 : 8;
    }

    private static int scalarRows(int rows) {
        return Math.min(rows, 4);
    }

    private static int scalarColumns(int rows) {
        return rows >= 3 ? 4 : 8;
    }

    ClassFile write() {
        writer.visit(KernelClass.VERSION, ACC_PUBLIC | ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, internalName(), null,
                "java/lang/Object", null);
        if (vector) {
            vectorFields();
            tiles(rows);
            if (narrowRows(rows) != rows) {
                tiles(narrowRows(rows));
            }
        } else {
            constant(ROWS, scalarRows(rows));
            constant(COLUMNS, scalarColumns(rows));
            tile(scalarRows(rows), scalarColumns(rows), scalarColumns(rows), true);
            tile(scalarRows(rows), scalarColumns(rows), scalarColumns(rows), false);
        }
        panel();
        writer.visitEnd();
        return new ClassFile(name, writer.toByteArray());
    }

    private void tiles(int height) {
        int width = vectors(height);
        for (boolean packed : new boolean[]{true, false}) {
            tile(height, width, width, packed);
            tile(height, 1, width, packed);
        }
    }

    private void constant(String field, int value) {
        writer.visitField(ACC_PUBLIC | ACC_STATIC | ACC_FINAL, field, "I", null, value).visitEnd();
    }

    private void vectorFields() {
        for (String field : new String[]{ROWS, COLUMNS, LANES}) {
            writer.visitField(ACC_PUBLIC | ACC_STATIC | ACC_FINAL, field, "I", null, null).visitEnd();
        }
        writer.visitField(ACC_STATIC | ACC_FINAL, WIDE, "Z", null, null).visitEnd();
        MethodVisitor to = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        to.visitCode();
        Label narrow = new Label();
        Label end = new Label();
        VectorTypes.species(to, dtype);
        to.visitMethodInsn(INVOKEINTERFACE, "jdk/incubator/vector/VectorSpecies", "length", "()I", true);
        to.visitInsn(DUP);
        to.visitFieldInsn(PUTSTATIC, internalName(), LANES, "I");
        to.visitLdcInsn(512 / dtype.bits());
        to.visitJumpInsn(IF_ICMPLT, narrow);
        shape(to, true, rows);
        to.visitJumpInsn(GOTO, end);
        to.visitLabel(narrow);
        shape(to, false, narrowRows(rows));
        to.visitLabel(end);
        to.visitInsn(RETURN);
        to.visitMaxs(0, 0);
        to.visitEnd();
    }

    private void shape(MethodVisitor to, boolean wide, int height) {
        to.visitInsn(wide ? ICONST_1 : ICONST_0);
        to.visitFieldInsn(PUTSTATIC, internalName(), WIDE, "Z");
        to.visitLdcInsn(height);
        to.visitFieldInsn(PUTSTATIC, internalName(), ROWS, "I");
        to.visitFieldInsn(GETSTATIC, internalName(), LANES, "I");
        to.visitLdcInsn(vectors(height));
        to.visitInsn(IMUL);
        to.visitFieldInsn(PUTSTATIC, internalName(), COLUMNS, "I");
    }

    private static String tileName(int height, int width, boolean packed) {
        return "tile" + height + "x" + width + (packed ? "" : "direct");
    }

    /** Pushes a field of the class. */
    private void field(MethodCode code, String field) {
        code.to.visitFieldInsn(GETSTATIC, internalName(), field, field.equals(WIDE) ? "Z" : "I");
    }

    private void tile(int height, int width, int panelWidth, boolean packed) {
        MethodCode code = new MethodCode(writer, 0, tileName(height, width, packed), TileCode.descriptor(dtype));
        new TileCode(code, dtype, vector, height, width, panelWidth, null).write(packed);
    }

    /** One row panel with each column panel; the last one, if one vector holds its columns, by the narrow tile. */
    private void panel() {
        MethodCode code = new MethodCode(writer, ACC_PUBLIC, "panel", panelDescriptor(dtype));
        Type object = Type.getObjectType("java/lang/Object");
        int row = code.local(object);
        int rowAt = code.local(Type.INT_TYPE);
        int column = code.local(object);
        int columnAt = code.local(Type.INT_TYPE);
        int table = code.local(object);
        int from = code.local(Type.INT_TYPE);
        int panelStep = code.local(Type.INT_TYPE);
        int columns = code.local(Type.INT_TYPE);
        int sums = code.local(object);
        int sumsAt = code.local(Type.INT_TYPE);
        int depth = code.local(Type.INT_TYPE);
        int add = code.local(Type.INT_TYPE);
        Label next = new Label();
        Label done = new Label();
        code.label(next);
        code.load(Type.INT_TYPE, columns);
        code.jump(IFLE, done);
        Runnable arguments = () -> {
            code.to.visitVarInsn(ALOAD, row);
            code.load(Type.INT_TYPE, rowAt);
            code.to.visitVarInsn(ALOAD, column);
            code.load(Type.INT_TYPE, columnAt);
            code.to.visitVarInsn(ALOAD, table);
            code.load(Type.INT_TYPE, from);
            code.to.visitVarInsn(ALOAD, sums);
            code.load(Type.INT_TYPE, sumsAt);
            code.load(Type.INT_TYPE, depth);
            code.load(Type.INT_TYPE, add);
        };
        Label direct = new Label();
        Label after = new Label();
        code.to.visitVarInsn(ALOAD, table);
        code.jump(IFNONNULL, direct);
        choose(code, columns, true, arguments);
        code.jump(GOTO, after);
        code.label(direct);
        choose(code, columns, false, arguments);
        code.label(after);
        advance(code, columnAt, () -> code.load(Type.INT_TYPE, panelStep));
        advance(code, sumsAt, () -> {
            field(code, ROWS);
            field(code, COLUMNS);
            code.insn(IMUL);
        });
        advance(code, columns, () -> {
            field(code, COLUMNS);
            code.insn(INEG);
        });
        code.jump(GOTO, next);
        code.label(done);
        code.insn(RETURN);
        code.end();
    }

    private static void advance(MethodCode code, int local, Runnable by) {
        code.load(Type.INT_TYPE, local);
        by.run();
        code.insn(IADD);
        code.store(Type.INT_TYPE, local);
    }

    private void choose(MethodCode code, int columns, boolean packed, Runnable arguments) {
        if (!vector) {
            arguments.run();
            code.call(internalName(), tileName(scalarRows(rows), scalarColumns(rows), packed),
                    TileCode.descriptor(dtype));
            return;
        }
        int low = narrowRows(rows);
        Label narrow = new Label();
        Label end = new Label();
        field(code, WIDE);
        code.jump(IFEQ, narrow);
        byWidth(code, columns, rows, packed, arguments);
        code.jump(GOTO, end);
        code.label(narrow);
        byWidth(code, columns, low, packed, arguments);
        code.label(end);
    }

    private void byWidth(MethodCode code, int columns, int height, boolean packed, Runnable arguments) {
        Label whole = new Label();
        Label end = new Label();
        code.load(Type.INT_TYPE, columns);
        field(code, LANES);
        code.jump(IF_ICMPGT, whole);
        arguments.run();
        code.call(internalName(), tileName(height, 1, packed), TileCode.descriptor(dtype));
        code.jump(GOTO, end);
        code.label(whole);
        arguments.run();
        code.call(internalName(), tileName(height, vectors(height), packed), TileCode.descriptor(dtype));
        code.label(end);
    }
}
