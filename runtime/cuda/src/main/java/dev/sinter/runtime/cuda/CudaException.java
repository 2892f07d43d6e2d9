package dev.sinter.runtime.cuda;

/** Says what CUDA was asked for, what came instead, and what to do; the message is whole sentences without a stack trace's help. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CudaException(String message) {
        super(message);
    }
}
