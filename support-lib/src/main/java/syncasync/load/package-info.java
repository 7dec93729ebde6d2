/** Many clients at once against a server or anything else that takes requests, and how long each of them waited. */
package syncasync.load;
