/**
 * HDF5 files of weights, such as Keras has: groups within each other, and datasets in them.
 *
 * <p>The files themselves are parsed and laid out by the library jHDF, whose only user this package is. {@code Hdf5Format} comes first,
 * then {@link dev.sinter.runtime.formats.hdf5.Hdf5File}, the class to read first for what is read and written; {@code Elements} turns a
 * dataset's bytes into a buffer, and {@code Quiet} keeps the library's logging from saying that it has nowhere to log to. It may import
 * buffers, types, the readers of files, and jHDF.
 */
@NullMarked
package dev.sinter.runtime.formats.hdf5;

import org.jspecify.annotations.NullMarked;
