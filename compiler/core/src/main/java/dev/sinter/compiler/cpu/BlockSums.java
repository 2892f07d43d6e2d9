package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The sums of a {@link Gradient}'s blocks, from the copies of its factors: a unit is a block at one place of the outer axes. Its sums go to
 * an array of their own, tile after tile, the last vector of a row being filled up.
 *
 * @param gradient what to compute
 */
record BlockSums(Gradient gradient) implements Form {
    private static final int BLOCK = Strict.CONTRACTION_BLOCK;
    /** Picoseconds of one fma in a tile. */
    private static final long FMA = 14;
    private static final String PANELS = "dev/sinter/runtime/Panels";
    private static final String STEPS = "steps";
    private static final String ROWS = "rows";

    @Override
    public Nest nest() {
        return gradient.copied();
    }

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public Dim units() {
        return gradient.outerCount().times(gradient.blocks());
    }

    @Override
    public Dim cost() {
        return Dim.of(FMA * BLOCK * gradient.rowCount() * gradient.columnCount());
    }

    @Override
    public boolean hasVector() {
        return true;
    }

    @Override
    public void write(KernelClass to, boolean vector) {
        int width = width(vector);
        tile(to, vector, 1);
        if (width > 1) {
            tile(to, vector, width);
        }
        new Writer(to, STEPS, "[III").steps();
        new Writer(to, ROWS, "[IIII").rows(vector, width);
        new Writer(to, KernelClass.RUN, "JJ").run();
    }

    /** How many vectors, or elements without vectors, a tile is wide: enough sums in flight to hide the latency of an fma. */
    private int width(boolean vector) {
        if (vector) {
            return 2;
        }
        return gradient.height() <= 3 ? 4 : gradient.height() <= 6 ? 2 : 1;
    }

    private static String tileName(int width) {
        return "tile" + width;
    }

    private void tile(KernelClass to, boolean vector, int width) {
        DType dtype = gradient.dtype();
        TileCode.Apart apart = new TileCode.Apart(gradient.distances(), gradient.pitch(), BLOCK);
        MethodCode code = to.method(tileName(width), TileCode.descriptor(dtype));
        new TileCode(code, dtype, vector, gradient.height(), width, width, apart).write(false);
    }

    /** Writes one method. */
    private final class Writer {
        private final KernelClass to;
        private final Nest nest = nest();
        private final Parameters parameters = Parameters.of(nest);
        private final MethodCode code;
        private final IntCode ints;
        private final Values values = new Values();
        private final Lowering lowering = new Lowering(nest, values);

        Writer(KernelClass to, String method, String own) {
            this.to = to;
            code = to.method(method, parameters.descriptor(own, "V"));
            ints = new IntCode(code);
        }

        /** {@code steps(table, k, depth, ...)}: where each step of a block is in the column factor and, a block further on, in the row factor. */
        void steps() {
            int table = code.local(Type.getType(int[].class));
            ints.local("k", code.local(Type.INT_TYPE));
            ints.local("depth", code.local(Type.INT_TYPE));
            parameters.define(code, values);
            FreeLoops loops = new FreeLoops(nest, nest.foldedAxes(), code, lowering);
            loops.define(1);
            Value column = lowering.index(gradient.column().offset(nest.foldedAxes()));
            Value row = lowering.index(gradient.row().offset(nest.foldedAxes()));
            Region region = new Region().need(0, loops.needs()).need(2, List.of(column, row));
            region.open(0, code);
            ints.set("end", "k depth +");
            ints.set("at", "0");
            loops.emit(ints.local("k"), ints.local("end"), () -> region.open(1, code), () -> {
                region.open(2, code);
                put(table, "at", column);
                put(table, "at " + BLOCK + " +", row);
                code.to.visitIincInsn(ints.local("at"), 1);
            });
            finish();
        }

        private void put(int table, String at, Value value) {
            code.to.visitVarInsn(ALOAD, table);
            ints.push(at);
            code.push(value);
            code.insn(IASTORE);
        }

        /** {@code rows(table, outer, unit, depth, ...)}: all tiles of a unit. */
        void rows(boolean vector, int width) {
            int table = code.local(Type.getType(int[].class));
            ints.local("outer", code.local(Type.INT_TYPE));
            ints.local("unit", code.local(Type.INT_TYPE));
            ints.local("depth", code.local(Type.INT_TYPE));
            parameters.define(code, values);
            if (!gradient.outer().isEmpty()) {
                FreeLoops outer = new FreeLoops(nest, gradient.outer(), code, lowering);
                outer.defineAt(0);
                outer.locate(ints.local("outer"));
            }
            FreeLoops rows = new FreeLoops(nest, gradient.rows(), code, lowering);
            rows.defineAt(1);
            ints.set("column", "0");
            add("column", gradient.column().offset(gradient.outer()));
            ints.set("sum", "unit " + gradient.rowCount() * gradient.pitch() + " *");
            ints.set("first", "0");
            loop("first " + gradient.rowCount(), () -> {
                rows.locate(ints.local("first"));
                ints.set("row", "0");
                add("row", gradient.row().offset(gradient.outer()));
                add("row", gradient.row().offset(gradient.rows()));
                ints.set("done", "0");
                loop("done " + gradient.columnCount(), () -> columns(table, vector, width));
                ints.set("sum", "sum " + gradient.height() * gradient.pitch() + " +");
                ints.set("first", "first " + gradient.height() + " +");
            });
            finish();
        }

        private void add(String variable, Dim dim) {
            ints.push(variable);
            code.push(lowering.index(dim));
            code.insn(IADD);
            code.store(Type.INT_TYPE, ints.local(variable));
        }

        /** One tile: a wide one where more columns are left than a narrow one does, and there are registers for it. */
        private void columns(int table, boolean vector, int width) {
            Label narrow = new Label();
            Label next = new Label();
            lanes(vector);
            code.store(Type.INT_TYPE, ints.local("lanes"));
            if (width > 1) {
                if (vector) {
                    ints.push("lanes " + 512 / gradient.dtype().bits());
                    code.jump(IF_ICMPLT, narrow);
                }
                ints.push(gradient.columnCount() + " done - lanes");
                code.jump(IF_ICMPLE, narrow);
                tile(table, width);
                ints.set("done", "done lanes " + width + " * +");
                code.jump(GOTO, next);
            }
            code.label(narrow);
            tile(table, 1);
            ints.set("done", "done lanes +");
            code.label(next);
        }

        private void lanes(boolean vector) {
            if (vector) {
                VectorTypes.length(code.to, gradient.dtype());
            } else {
                code.integer(1);
            }
        }

        private void tile(int table, int width) {
            code.to.visitVarInsn(ALOAD, code.named("%0"));
            ints.push("row");
            code.to.visitVarInsn(ALOAD, code.named("%1"));
            ints.push("column done +");
            code.to.visitVarInsn(ALOAD, table);
            ints.push("0");
            code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
            ints.push("sum done + depth 0");
            code.call(to.internalName(), tileName(width), TileCode.descriptor(gradient.dtype()));
        }

        /** {@code run(lo, hi, ...)}. */
        void run() {
            int lo = code.local(Type.LONG_TYPE);
            int hi = code.local(Type.LONG_TYPE);
            parameters.define(code, values);
            code.push(lowering.index(gradient.blocks()));
            code.store(Type.INT_TYPE, ints.local("blocks"));
            code.push(lowering.index(nest.foldedPoints()));
            code.store(Type.INT_TYPE, ints.local("K"));
            GeneralForm.toInt(code, lo, ints.local("unit"));
            GeneralForm.toInt(code, hi, ints.local("end"));
            code.integer(2 * BLOCK);
            code.call(PANELS, "ints", "(I)[I");
            int table = code.local(Type.getType(int[].class));
            code.to.visitVarInsn(ASTORE, table);
            loop("unit end", () -> {
                ints.set("k", "unit blocks % " + BLOCK + " *");
                ints.set("depth", "K k - " + BLOCK + " min");
                code.to.visitVarInsn(ALOAD, table);
                ints.push("k depth");
                call(STEPS, "[III");
                code.to.visitVarInsn(ALOAD, table);
                ints.push("unit blocks / unit depth");
                call(ROWS, "[IIII");
                ints.set("unit", "unit 1 +");
            });
            finish();
        }

        private void call(String method, String arguments) {
            parameters.pass(code);
            code.call(to.internalName(), method, parameters.descriptor(arguments, "V"));
        }

        /** Repeats while the first of two numbers is less than the second. */
        private void loop(String condition, Runnable body) {
            Label next = new Label();
            Label done = new Label();
            code.label(next);
            ints.push(condition);
            code.jump(IF_ICMPGE, done);
            body.run();
            code.jump(GOTO, next);
            code.label(done);
        }

        private void finish() {
            code.insn(RETURN);
            code.end();
        }
    }
}
