package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * Writes a method for a tile of some rows and some vectors (elements without vectors), whose sums stay in local variables, hence in
 * registers, all through the depth.
 */
final class TileCode {
    /**
     * Rows that are not packed: how far each is from the tile's place in the row factor, and how far the rows of the sums are from each
     * other. The table then also says where each step of the depth is in the row factor, {@code tableStep} entries further on.
     */
    record Apart(int[] distances, int pitch, int tableStep) {}

    private final MethodCode code;
    private final DType dtype;
    private final Type element;
    /** What a local variable holds: a vector or an element. */
    private final Type lane;
    private final boolean vector;
    private final int panelWidth;
    private final int row;
    private final int rowAt;
    private final int column;
    private final int columnAt;
    private final int table;
    private final int from;
    private final int sums;
    private final int sumsAt;
    private final int depth;
    private final int add;
    private final int[][] sum;
    private final @Nullable Apart apart;

    /**
     * A method {@code (rowPanel, at, columns, at, table, from, sums, at, depth, add)}.
     *
     * @param panelWidth how many vectors wide the panels of columns and sums are
     * @param apart      where the rows are, or null for packed ones
     */
    TileCode(MethodCode code, DType dtype, boolean vector, int height, int width, int panelWidth,
            @Nullable Apart apart) {
        this.code = code;
        this.apart = apart;
        this.dtype = dtype;
        this.element = Carrier.of(dtype);
        this.lane = vector ? VectorTypes.type(dtype) : element;
        this.vector = vector;
        this.panelWidth = panelWidth;
        Type array = Carrier.array(dtype);
        row = code.local(array);
        rowAt = code.local(Type.INT_TYPE);
        column = code.local(array);
        columnAt = code.local(Type.INT_TYPE);
        table = code.local(Type.getType(int[].class));
        from = code.local(Type.INT_TYPE);
        sums = code.local(array);
        sumsAt = code.local(Type.INT_TYPE);
        depth = code.local(Type.INT_TYPE);
        add = code.local(Type.INT_TYPE);
        sum = new int[height][width];
    }

    static String descriptor(DType dtype) {
        String array = Carrier.array(dtype).getDescriptor();
        return "(" + array + "I" + array + "I[II" + array + "IIZ)V";
    }

    /**
     * Writes the method.
     *
     * @param packed whether a step of the depth goes to the next row of a panel, which is a constant, by which the JVM moves range checks out
     *               of the loop; else the table says where it goes
     */
    void write(boolean packed) {
        forEachSum((r, c) -> {
            sum[r][c] = code.local(lane);
            zero();
            code.store(lane, sum[r][c]);
        });
        int k = code.local(Type.INT_TYPE);
        code.insn(ICONST_0);
        code.store(Type.INT_TYPE, k);
        Label next = new Label();
        Label done = new Label();
        code.label(next);
        code.load(Type.INT_TYPE, k);
        code.load(Type.INT_TYPE, depth);
        code.jump(IF_ICMPGE, done);
        multiply(k, packed);
        code.to.visitIincInsn(k, 1);
        code.jump(GOTO, next);
        code.label(done);
        Label first = new Label();
        code.load(Type.INT_TYPE, add);
        code.jump(IFEQ, first);
        forEachSum(this::addOld);
        code.label(first);
        forEachSum(this::store);
        code.insn(RETURN);
        code.end();
    }

    private interface Place {
        void at(int r, int c);
    }

    private void forEachSum(Place place) {
        for (int r = 0; r < sum.length; r++) {
            for (int c = 0; c < sum[r].length; c++) {
                place.at(r, c);
            }
        }
    }

    /** One step of the depth: each element of the row panel times the column panel's vectors. */
    private void multiply(int k, boolean packed) {
        int[] b = new int[sum[0].length];
        for (int c = 0; c < b.length; c++) {
            b[c] = code.local(lane);
            begin(column, columnAt);
            if (packed) {
                code.load(Type.INT_TYPE, k);
                lanes(panelWidth);
                code.insn(IMUL);
            } else {
                code.to.visitVarInsn(ALOAD, table);
                code.load(Type.INT_TYPE, from);
                code.load(Type.INT_TYPE, k);
                code.insn(IADD);
                code.insn(IALOAD);
            }
            code.insn(IADD);
            plusLanes(c);
            load();
            code.store(lane, b[c]);
        }
        int a = code.local(lane);
        int step = stepOfRows(k);
        for (int r = 0; r < sum.length; r++) {
            begin(row, step);
            int distance = apart == null ? r : apart.distances[r];
            if (distance > 0) {
                code.integer(distance);
                code.insn(IADD);
            }
            code.insn(element.getOpcode(IALOAD));
            if (vector) {
                VectorTypes.broadcast(code.to, dtype);
            }
            code.store(lane, a);
            for (int c = 0; c < b.length; c++) {
                code.load(lane, a);
                code.load(lane, b[c]);
                code.load(lane, sum[r][c]);
                fma();
                code.store(lane, sum[r][c]);
            }
        }
    }

    /** An int local with where the tile's first row is at this step. */
    private int stepOfRows(int k) {
        int step = code.local(Type.INT_TYPE);
        code.load(Type.INT_TYPE, rowAt);
        if (apart == null) {
            code.load(Type.INT_TYPE, k);
            code.integer(sum.length);
            code.insn(IMUL);
        } else {
            code.to.visitVarInsn(ALOAD, table);
            code.load(Type.INT_TYPE, from);
            code.load(Type.INT_TYPE, k);
            code.insn(IADD);
            code.integer(apart.tableStep);
            code.insn(IADD);
            code.insn(IALOAD);
        }
        code.insn(IADD);
        code.store(Type.INT_TYPE, step);
        return step;
    }

    /** Adds how far a vector of the sums is from the first one. */
    private void plusSum(int r, int c) {
        if (apart == null) {
            plusLanes(r * panelWidth + c);
        } else {
            code.integer(r * apart.pitch);
            code.insn(IADD);
            plusLanes(c);
        }
    }

    private void addOld(int r, int c) {
        begin(sums, sumsAt);
        plusSum(r, c);
        load();
        code.load(lane, sum[r][c]);
        if (vector) {
            VectorTypes.call(code.to, dtype, "add", 1);
        } else {
            code.insn(element.getOpcode(IADD));
        }
        code.store(lane, sum[r][c]);
    }

    private void store(int r, int c) {
        if (vector) {
            code.load(lane, sum[r][c]);
        }
        code.to.visitVarInsn(ALOAD, sums);
        code.load(Type.INT_TYPE, sumsAt);
        plusSum(r, c);
        if (vector) {
            VectorTypes.store(code.to, dtype);
        } else {
            code.load(lane, sum[r][c]);
            code.insn(element.getOpcode(IASTORE));
        }
    }

    private void zero() {
        if (vector) {
            VectorTypes.species(code.to, dtype);
            code.call(VectorTypes.name(dtype), "zero", "(" + VectorTypes.SPECIES + ")" + VectorTypes.descriptor(dtype));
        } else {
            code.constant(element, 0);
        }
    }

    /** Pushes what a load needs before its index: with vectors the species; the array, and where the panel begins. */
    private void begin(int array, int at) {
        if (vector) {
            VectorTypes.species(code.to, dtype);
        }
        code.to.visitVarInsn(ALOAD, array);
        code.load(Type.INT_TYPE, at);
    }

    /** {@code count} vectors, or elements without vectors, as a number of elements. */
    private void lanes(int count) {
        code.integer(count);
        if (vector) {
            VectorTypes.length(code.to, dtype);
            code.insn(IMUL);
        }
    }

    private void plusLanes(int count) {
        if (count > 0) {
            lanes(count);
            code.insn(IADD);
        }
    }

    private void load() {
        if (vector) {
            VectorTypes.load(code.to, dtype);
        } else {
            code.insn(element.getOpcode(IALOAD));
        }
    }

    private void fma() {
        if (vector) {
            VectorTypes.call(code.to, dtype, "fma", 2);
        } else {
            String e = element.getDescriptor();
            code.call("java/lang/Math", "fma", "(" + e + e + e + ")" + e);
        }
    }
}
