/** What a value is: element type, shape, symbolic dimension. */
module dev.sinter.types {
    requires static transitive org.jspecify;

    exports dev.sinter.types;
}
