package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The form of matrix products and convolutions: register tiles over packed panels.
 *
 * <p>A unit is a chunk of rows times a chunk of columns at one place of the outer axes. For each block of
 * {@link Strict#CONTRACTION_BLOCK} steps of the depth both factors are copied into panels, in the order in which the tiles read them; what
 * the factors compute (paddings, conversions) is computed there, once. Units that follow each other share their row panels. After the
 * last block the result's expression is applied to each row of tiles while it is in the first-level cache.
 *
 * <p>The column factor of a convolution is not copied for each place of the window: a part of its {@link Image} is, once for all blocks, and
 * a table says where each step of the depth begins in it.
 *
 * @param contraction what to compute
 * @param image       its column factor as a picture, if it is one
 */
record ContractForm(Contraction contraction, @Nullable Image image) implements Form {
    private static final int BLOCK = Strict.CONTRACTION_BLOCK;
    /** Rows and columns of a chunk: the panels of a block then fill about half of a second-level cache of 2 MB. */
    private static final int MOST_ROWS = 240;
    private static final int MOST_COLUMNS = 192;
    /** A chunk is at least that wide, so that packing the rows is worth it. */
    private static final int FEWEST_COLUMNS = 96;
    private static final int FEWEST_COLUMNS_OF_TWO = 32;
    private static final int FEWEST_ROWS = 48;
    /** Columns of a chunk of a picture, whose part may take a quarter of a second-level cache. */
    private static final int MOST_PICTURED = 320;
    private static final int PICTURED = 256;
    private static final long LARGEST_PART = 1 << 17;
    /** As many units let threads of unequal speed share the work. */
    private static final int ENOUGH_UNITS = 8;
    private static final int TALLEST = 12;
    private static final int TALL = 8;
    private static final int[] LOW_TILES = {1, 2, 4, TALL};
    /** Room behind panels and sums for what the last vector of a copy writes, or reads, too much. */
    private static final int SLACK = 64;
    /** Picoseconds of one fma in a tile. */
    private static final long FMA = 14;

    /** The method that packs a panel of rows or of columns. */
    private static final String PANELS = "dev/sinter/runtime/Panels";
    /** Room behind a picture for what the last tile reads too much. */
    private static final int PICTURE_SLACK = 256;
    static final String PACK_ROWS = "packRows";
    static final String PACK_COLUMNS = "packColumns";
    static final String FINISH = "finish";
    private static final String STEPS = "steps";

    /** The form of a contraction; its column factor's picture serves if a part of it is small enough to stay in the cache. */
    static ContractForm of(Contraction contraction) {
        Image image = Image.of(contraction);
        boolean fits = image != null
                && image.planes() * (Math.min(image.columns(), PICTURED) + image.halo()) <= LARGEST_PART;
        return new ContractForm(contraction, fits ? image : null);
    }

    @Override
    public Nest nest() {
        return contraction.nest();
    }

    @Override
    public String name() {
        return "contract";
    }

    /** The rows of a tile: of few heights, so that contractions share tiles, the one that leaves the fewest rows of the last tile empty. */
    int tileRows() {
        Dim rows = contraction.rowCount();
        if (!rows.isConstant()) {
            return TALLEST;
        }
        long count = rows.constant();
        for (int tile : LOW_TILES) {
            if (count <= tile) {
                return tile;
            }
        }
        return waste(count, TALLEST) <= waste(count, TALL) ? TALLEST : TALL;
    }

    private static long waste(long rows, int tile) {
        return (rows + tile - 1) / tile * tile - rows;
    }

    private int chunkRows() {
        return chunk()[0];
    }

    private int chunkColumns() {
        return chunk()[1];
    }

    private int[] chunk() {
        int tile = tileRows();
        int rows = MOST_ROWS / tile * tile;
        if (image != null) {
            long pieces = image.columns() <= MOST_PICTURED ? 1 : (image.columns() + PICTURED - 1) / PICTURED;
            // A multiple of what any machine's tile is wide, so that only the last tile of all is not full.
            long columns = (image.columns() / pieces + 31) / 32 * 32;
            return new int[]{rows, (int) columns};
        }
        int columns = MOST_COLUMNS;
        if (units(rows, columns).isConstant()) {
            if (units(rows, columns).constant() < ENOUGH_UNITS) {
                columns = FEWEST_COLUMNS;
            }
            while (units(rows, columns).constant() < ENOUGH_UNITS && rows / 2 >= FEWEST_ROWS) {
                rows = rows / 2 / tile * tile;
            }
        }
        int group = PanelCode.group(contraction);
        if (units(rows, columns).is(1) && contraction.columnCount().constant() >= 2 * FEWEST_COLUMNS_OF_TWO) {
            // A long depth alone, the gradient of a convolution's weights say: two units, which pack the same rows.
            columns = (int) (contraction.columnCount().constant() + 1) / 2;
        }
        return new int[]{rows, (columns + group - 1) / group * group};
    }

    /** How many columns are computed, those in margins too. */
    private Dim columnCount() {
        return image == null ? contraction.columnCount() : Dim.of(image.columns());
    }

    /** How many elements a plane of a part of the picture has. */
    private int pitch() {
        return Math.toIntExact(chunkColumns() + Objects.requireNonNull(image).halo());
    }

    private static Dim pieces(Dim count, int size) {
        return count.plus(size - 1).floorDiv(size);
    }

    private Dim units(int rows, int columns) {
        return contraction.outerCount().times(pieces(contraction.rowCount(), rows))
                .times(contraction.columnOuterCount())
                .times(pieces(columnCount(), columns));
    }

    @Override
    public Dim units() {
        return units(chunkRows(), chunkColumns());
    }

    @Override
    public Dim cost() {
        Dim sums = contraction.outerCount().times(contraction.rowCount()).times(contraction.columnOuterCount())
                .times(contraction.columnCount());
        Dim units = units();
        return units.is(0) ? Dim.ONE : sums.times(contraction.depth()).times(FMA).floorDiv(units).plus(1);
    }

    @Override
    public boolean hasVector() {
        return true;
    }

    @Override
    public void write(KernelClass to, boolean vector) {
        String tile = to.tiles().use(contraction.dtype(), tileRows(), vector);
        PanelCode.rows(contraction, to, vector);
        PanelCode.columns(contraction, image, to, vector);
        FinishCode.write(contraction, image, to, ints -> {
            ints.field(TileClass.ROWS, tile);
            ints.field(TileClass.COLUMNS, tile);
        }, vector);
        if (image != null) {
            writeSteps(to, image);
        }
        new Writer(to, tile).write();
    }

    /** Writes {@code steps(table)}: where each step of the depth begins in a part of the picture. */
    private void writeSteps(KernelClass to, Image image) {
        MethodCode code = to.method(STEPS, "([I)V");
        int table = code.local(Type.getType(int[].class));
        int step = code.local(Type.INT_TYPE);
        int end = code.local(Type.INT_TYPE);
        Values values = new Values();
        Lowering lowering = new Lowering(nest(), values);
        FreeLoops loops = new FreeLoops(nest(), nest().foldedAxes(), code, lowering);
        loops.define(1);
        Value offset = lowering.index(image.step(nest(), pitch()));
        int at = code.local(Type.INT_TYPE);
        code.insn(ICONST_0);
        code.store(Type.INT_TYPE, step);
        code.insn(ICONST_0);
        code.store(Type.INT_TYPE, at);
        code.integer(Math.toIntExact(contraction.depth().constant()));
        code.store(Type.INT_TYPE, end);
        loops.emit(step, end, () -> {}, () -> {
            code.to.visitVarInsn(ALOAD, table);
            code.load(Type.INT_TYPE, at);
            code.push(offset);
            code.insn(IASTORE);
            code.to.visitIincInsn(at, 1);
        });
        code.insn(RETURN);
        code.end();
    }

    /** Writes {@code run}. */
    private final class Writer {
        private final KernelClass to;
        private final String tile;
        private final Parameters parameters = Parameters.of(nest());
        private final DType dtype = contraction.dtype();
        private final MethodCode code;
        private final IntCode ints;
        /** Whether the columns of a chunk are side by side in one wide panel. */
        private final boolean dense = image == null && PanelCode.isDense(contraction);
        private int panels;
        private int table;

        Writer(KernelClass to, String tile) {
            this.to = to;
            this.tile = tile;
            code = to.method(KernelClass.RUN, parameters.descriptor("JJ", "V"));
            ints = new IntCode(code);
        }

        void write() {
            int lo = code.local(Type.LONG_TYPE);
            int hi = code.local(Type.LONG_TYPE);
            Values values = new Values();
            parameters.define(code, values);
            Lowering lowering = new Lowering(nest(), values);
            ints.field(TileClass.ROWS, tile);
            ints.field(TileClass.COLUMNS, tile);
            sizes(lowering);
            code.load(Type.LONG_TYPE, lo);
            code.insn(L2I);
            code.store(Type.INT_TYPE, ints.local("unit"));
            code.load(Type.LONG_TYPE, hi);
            code.insn(L2I);
            code.store(Type.INT_TYPE, ints.local("end"));
            ints.set("packed", "-1");
            Label next = new Label();
            Label done = new Label();
            code.label(next);
            ints.push("unit end");
            code.jump(IF_ICMPGE, done);
            unit();
            ints.set("unit", "unit 1 +");
            code.jump(GOTO, next);
            code.label(done);
            code.insn(RETURN);
            code.end();
        }

        private void sizes(Lowering lowering) {
            size("M", lowering.index(contraction.rowCount()));
            size("N", lowering.index(columnCount()));
            size("K", lowering.index(contraction.depth()));
            size("around", lowering.index(contraction.columnOuterCount()));
            int rows = chunkRows();
            int columns = chunkColumns();
            ints.set("rowChunks", "M " + (rows - 1) + " + " + rows + " /");
            ints.set("columnChunks", "N " + (columns - 1) + " + " + columns + " /");
            ints.set("depth", "K " + BLOCK + " min");
            ints.set("rowPanels", "M " + rows + " min ROWS + 1 - ROWS /");
            ints.set("columnPanels", "N " + columns + " min COLUMNS + 1 - COLUMNS /");
            ints.set("columnsAt", "rowPanels ROWS * depth *");
            if (image == null) {
                ints.set("sumsAt", "columnPanels COLUMNS * depth * columnsAt + " + SLACK + " +");
            } else {
                ints.set("sumsAt", "columnsAt " + (image.planes() * pitch() + PICTURE_SLACK) + " +");
            }
            // Sums of one row of tiles, or of all where they wait for further blocks.
            ints.set("waiting", "1");
            Label single = new Label();
            ints.push("K " + BLOCK);
            code.jump(IF_ICMPLE, single);
            ints.set("waiting", "rowPanels");
            code.label(single);
            ints.push("sumsAt waiting ROWS * COLUMNS * columnPanels * + " + SLACK + " +");
            String element = Carrier.of(dtype).getDescriptor();
            code.call(PANELS, dtype == DType.F64 ? "doubles" : "floats", "(I)[" + element);
            panels = code.local(Carrier.array(dtype));
            code.to.visitVarInsn(ASTORE, panels);
            table();
        }

        /** The table of where the steps of the depth begin, or none for panels. */
        private void table() {
            table = code.local(Type.getType(int[].class));
            if (image != null) {
                // Numbers left over might be slow ones.
                code.to.visitVarInsn(ALOAD, panels);
                ints.push("sumsAt " + PICTURE_SLACK + " - sumsAt");
                code.constant(Carrier.of(dtype), 0);
                String element = Carrier.of(dtype).getDescriptor();
                code.call("java/util/Arrays", "fill", "([" + element + "II" + element + ")V");
                ints.push("K");
                code.call(PANELS, "ints", "(I)[I");
                code.insn(DUP);
                code.to.visitVarInsn(ASTORE, table);
                code.call(to.internalName(), STEPS, "([I)V");
            } else if (dense) {
                ints.set("pitch", "columnPanels COLUMNS *");
                ints.push("depth");
                code.call(PANELS, "ints", "(I)[I");
                code.to.visitVarInsn(ASTORE, table);
                loop("i", "depth", () -> {
                    code.to.visitVarInsn(ALOAD, table);
                    ints.push("i i pitch *");
                    code.insn(IASTORE);
                });
            } else {
                code.insn(ACONST_NULL);
                code.to.visitVarInsn(ASTORE, table);
            }
        }

        private void size(String name, Value value) {
            code.push(value);
            code.store(Type.INT_TYPE, ints.local(name));
        }

        private void unit() {
            int rows = chunkRows();
            int columns = chunkColumns();
            ints.set("column0", "unit columnChunks % " + columns + " *");
            ints.set("rest", "unit columnChunks /");
            ints.set("place", "rest around %");
            ints.set("key", "rest around /");
            ints.set("row0", "key rowChunks % " + rows + " *");
            ints.set("outer", "key rowChunks /");
            ints.set("rows", "M row0 - " + rows + " min");
            ints.set("columns", "N column0 - " + columns + " min");
            ints.set("rowPanels", "rows ROWS + 1 - ROWS /");
            ints.set("columnPanels", "columns COLUMNS + 1 - COLUMNS /");
            if (image != null) {
                packPicture(image);
            }
            ints.set("k", "0");
            Label block = new Label();
            code.label(block);
            ints.set("depth", "K k - " + BLOCK + " min");
            packRows();
            if (image == null) {
                packColumns();
            }
            ints.set("sum", "sumsAt");
            loop("i", "rowPanels", this::multiply);
            ints.set("k", "k " + BLOCK + " +");
            ints.push("k K");
            code.jump(IF_ICMPLT, block);
            ints.set("packed", "key");
        }

        /** Row panels stay from one unit to the next, unless there are several blocks of depth. */
        private void packRows() {
            Label pack = new Label();
            Label packed = new Label();
            ints.push("K " + BLOCK);
            code.jump(IF_ICMPGT, pack);
            ints.push("key packed");
            code.jump(IF_ICMPEQ, packed);
            code.label(pack);
            loop("i", "rowPanels", () -> {
                code.to.visitVarInsn(ALOAD, panels);
                ints.push("i ROWS * depth * ROWS ROWS row0 i ROWS * + rows i ROWS * - ROWS min k depth outer");
                call(PACK_ROWS, PanelCode.descriptor(dtype, 1));
            });
            code.label(packed);
        }

        /** The part of the picture that the unit reads: planes one after the other. */
        private void packPicture(Image image) {
            code.to.visitVarInsn(ALOAD, panels);
            ints.set("part", "columns " + image.halo() + " +");
            ints.push("columnsAt part " + pitch() + " column0 part 0 " + image.planes() + " outer place");
            call(PACK_COLUMNS, PanelCode.descriptor(dtype, 2));
        }

        private void packColumns() {
            if (dense) {
                code.to.visitVarInsn(ALOAD, panels);
                ints.push("columnsAt columns pitch column0 columns k depth outer place");
                call(PACK_COLUMNS, PanelCode.descriptor(dtype, 2));
                return;
            }
            loop("i", "columnPanels", () -> {
                code.to.visitVarInsn(ALOAD, panels);
                ints.push(
                        "columnsAt i COLUMNS * depth * + COLUMNS COLUMNS column0 i COLUMNS * + columns i COLUMNS * - COLUMNS min k depth");
                ints.push("outer place");
                call(PACK_COLUMNS, PanelCode.descriptor(dtype, 2));
            });
        }

        /** A row of tiles; after the last block its results. */
        private void multiply() {
            code.to.visitVarInsn(ALOAD, panels);
            ints.push("i ROWS * depth *");
            code.to.visitVarInsn(ALOAD, panels);
            ints.push("columnsAt");
            code.to.visitVarInsn(ALOAD, table);
            // The table of a picture is for the whole depth.
            ints.push(
                    (image != null ? "k" : "0") + " COLUMNS " + (image != null || dense ? "" : "depth * ") + "columns");
            code.to.visitVarInsn(ALOAD, panels);
            // Not the first block: its sums are added to those that wait. k is a multiple of the block, and any but 0 is true.
            ints.push("sum depth k " + BLOCK + " / 1 min");
            code.call(tile, "panel", TileClass.panelDescriptor(dtype));
            Label wait = new Label();
            Label next = new Label();
            ints.push("k " + BLOCK + " + K");
            code.jump(IF_ICMPLT, wait);
            code.to.visitVarInsn(ALOAD, panels);
            ints.push("sum row0 i ROWS * + rows i ROWS * - ROWS min column0 columns outer place");
            call(FINISH, FinishCode.descriptor(dtype));
            code.label(wait);
            ints.push("K " + BLOCK);
            code.jump(IF_ICMPLE, next);
            ints.set("sum", "sum ROWS COLUMNS * columnPanels * +");
            code.label(next);
        }

        private void call(String method, String own) {
            parameters.pass(code);
            code.call(to.internalName(), method, parameters.descriptor(own, "V"));
        }

        private void loop(String variable, String count, Runnable body) {
            Label next = new Label();
            Label done = new Label();
            ints.set(variable, "0");
            code.label(next);
            ints.push(variable + " " + count);
            code.jump(IF_ICMPGE, done);
            body.run();
            ints.set(variable, variable + " 1 +");
            code.jump(GOTO, next);
            code.label(done);
        }
    }
}
