package dev.sinter.data;

/** An example could not be made, or some examples not put together to a batch; the cause is what the dataset or its functions threw. */
public final class LoadingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long index;
    private final int batch;

    private LoadingException(String message, Throwable cause, long index, int batch) {
        super(message, cause);
        this.index = index;
        this.batch = batch;
    }

    static LoadingException ofExample(long index, Throwable cause) {
        return new LoadingException("example " + index + " could not be made: " + cause, cause, index, -1);
    }

    /** The same for another number, as the dataset that was asked counts its examples. */
    LoadingException as(long otherIndex) {
        return new LoadingException("example " + otherIndex + " could not be made: " + getCause(), cause(), otherIndex,
                batch);
    }

    /** What somebody sees who asked a loader for the batch: thrown where he asked. */
    static LoadingException ofBatch(int batch, Throwable failure) {
        if (failure instanceof LoadingException made && made.index >= 0) {
            return new LoadingException("DataLoader: batch " + batch + ": " + made.getMessage(), made.cause(),
                    made.index,
                    batch);
        }
        return new LoadingException("DataLoader: batch " + batch + " could not be put together: " + failure, failure,
                -1,
                batch);
    }

    static LoadingException ofClosing(Exception cause) {
        return new LoadingException("DataLoader: the examples' iterator could not be closed: " + cause, cause, -1, -1);
    }

    static LoadingException interrupted(int batch, InterruptedException cause) {
        return new LoadingException("DataLoader: interrupted while waiting for batch " + batch, cause, -1, batch);
    }

    private Throwable cause() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }

    /** The number of the example in the loader's dataset; -1 where the examples came, but could not be put together. */
    public long index() {
        return index;
    }

    /** The number of the batch in its round, from 0; -1 outside of a loader. */
    public int batch() {
        return batch;
    }
}
