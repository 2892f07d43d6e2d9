package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Writes kernels as CUDA C. It chooses among forms by the shape of the kernel alone; all forms of one kernel give the same bits.
 *
 * <p>The general form, a thread per element that folds alone ({@link MapText}), is right for every kernel that is no update.
 */
public final class CudaEmitter {
    private CudaEmitter() {}

    /**
     * The kernel in the form that suits it.
     *
     * @param name     the function's name
     * @param distinct whether the output is in other memory than all operands
     */
    public static CudaKernel emit(Kernel kernel, String name, boolean distinct) {
        return form(kernel).finish(name, distinct);
    }

    /** The kernel in the general form: what the others are compared with. */
    static CudaKernel general(Kernel kernel, String name) {
        KernelText row = row(kernel);
        KernelText text = row != null ? row : kernel.write().isUpdate() ? new UpdateText(kernel) : new MapText(kernel);
        return text.finish(name, true);
    }

    /** The form of a row fold, or null. */
    private static @Nullable KernelText row(Kernel kernel) {
        Fold fold = kernel.fold();
        return fold == null || !fold.isRow()
                ? null
                : fold.isOrder() ? new RankText(kernel, fold) : new RunningText(kernel);
    }

    private static KernelText form(Kernel kernel) {
        KernelText row = row(kernel);
        if (row != null) {
            return row;
        }
        if (kernel.write().isUpdate()) {
            return new UpdateText(kernel);
        }
        if (TileText.suits(kernel)) {
            return new TileText(kernel);
        }
        return kernel.fold() != null && WarpText.suits(kernel)
                ? new WarpText(kernel, kernel.fold())
                : new MapText(kernel);
    }
}
