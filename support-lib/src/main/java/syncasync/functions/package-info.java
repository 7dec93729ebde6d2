/** Lambdas that may throw checked exceptions, so that cells need no try. */
package syncasync.functions;
